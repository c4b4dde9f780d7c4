package bench

import (
	"fmt"
	"strings"

	"terraform-provider-apigateway/internal/emulator"
)

// Scenario is one thing that is measured.
type Scenario struct {
	Key          string
	Title        string // in the tables
	Certificates int    // read
	Provider     string `json:"-"` // the source of its provider, if any

	requests int // to the API; a plan that sends more or fewer has not read what it should
	region   string
	config   string   // the configuration to plan, or empty
	args     []string // the command line if there is no configuration
	budgets  bool     // a budget needs it
	once     bool     // takes so long that it is measured only in the first round
	rehearse bool     // is run once before it is measured
}

// Keys of scenarios.
const (
	keyFloor         = "floor"
	keyDoNothing     = "do-nothing-1"
	keyOne           = "singular-1"
	keySixty         = "singular-60"
	keyFiveHundred   = "singular-500"
	keyTwoThousand   = "singular-2000"
	keyPluralOne     = "plural-1"
	keyPlural        = "plural-500"
	keyPluralMost    = "plural-2000"
	keyReadyMade     = "ready-made-500"
	keyExternalSixty = "external-60"
)

// regions maps the size of a population of certificates to its Region.
var regions = map[int]string{1: "us-east-1", 10: "us-east-2", 100: "us-west-2", 500: emulator.DefaultRegion, 2000: "eu-central-1"}

// populate generates the certificates.
func (b *bench) populate() error {
	b.ids = map[int][]string{}
	for size, region := range regions {
		certificates, err := b.api.GenerateMany(region, size)
		if err != nil {
			return err
		}
		for _, c := range certificates {
			b.ids[size] = append(b.ids[size], c.ID)
		}
	}
	return nil
}

// scenarios returns what is measured, in the order of the table.
func (b *bench) scenarios() []Scenario {
	all := []Scenario{
		{Key: keyFloor, Title: "Terraform, no provider", config: `output "nothing" { value = "" }`},
		b.doNothing(keyDoNothing, 1, true),
		b.doNothing("do-nothing-60", 60, false),
		b.doNothing("do-nothing-500", 500, false),
		b.singular(keyOne, 1, 500),
		b.singular(keySixty, 60, 500),
		b.singular(keyFiveHundred, 500, 500),
		b.singular(keyTwoThousand, 2000, 2000),
	}
	for _, size := range []int{1, 10, 100, 500, 2000} {
		all = append(all, b.plural(size))
	}
	all = append(all, b.readyMade())
	const title = "data \"external\" with the AWS CLI"
	if b.awsCLI.path != "" {
		all = append(all, b.external("external-1", title, b.awsCLI.path, 1), b.external(keyExternalSixty, title, b.awsCLI.path, 60), b.plainCLI())
	}
	if b.awsCLI.behind != "" {
		all = append(all, b.external("external-unshimmed-60", title+" without pyenv's shim", b.awsCLI.behind, 60))
	}
	if !b.options.BudgetsOnly {
		return all
	}
	var needed []Scenario
	for _, s := range all {
		if s.budgets {
			needed = append(needed, s)
		}
	}
	return needed
}

func (b *bench) doNothing(key string, n int, budgets bool) Scenario {
	return Scenario{
		Key: key, Title: fmt.Sprintf("do-nothing provider, %d data source%s", n, pluralSuffix(n)), Provider: b.programs.doNothing.Source,
		budgets: budgets, config: forEach("donothing", "id = each.key", b.ids[500][:n]),
	}
}

func (b *bench) singular(key string, n, population int) Scenario {
	return Scenario{
		Key: key, Title: fmt.Sprintf("apigateway_client_certificate × %d", n), Certificates: n, Provider: b.programs.ours.Source,
		budgets: true, once: n == 2000, requests: n, region: regions[population],
		config: forEach("apigateway_client_certificate", "client_certificate_id = each.key", b.ids[population][:n]),
	}
}

func (b *bench) plural(n int) Scenario {
	return Scenario{
		Key: fmt.Sprintf("plural-%d", n), Title: fmt.Sprintf("apigateway_client_certificates over %d", n), Certificates: n,
		Provider: b.programs.ours.Source, budgets: n == 1 || n >= 500, requests: (n + 499) / 500, region: regions[n],
		config: `data "apigateway_client_certificates" "this" {}`,
	}
}

// getCertificate is the AWS CLI's arguments before the id.
var getCertificate = []string{"apigateway", "get-client-certificate", "--output", "json", "--query",
	"{id: clientCertificateId, pem: pemEncodedCertificate}", "--client-certificate-id"}

// readyMade is the plural data source over 500 certificates without the reading.
func (b *bench) readyMade() Scenario {
	s := b.plural(500)
	s.Key, s.Title, s.Provider = keyReadyMade, "apigateway_client_certificates over 500, ready-made", b.programs.readyMade.Source
	s.requests, s.rehearse = 0, true
	return s
}

func (b *bench) external(key, title, cli string, n int) Scenario {
	program := quoted(append([]string{cli}, getCertificate...))
	return Scenario{
		Key: key, Title: fmt.Sprintf("%s × %d", title, n), Certificates: n, Provider: b.programs.external.Source,
		budgets: key == keyExternalSixty, requests: n, region: regions[500], config: forEach("external", "program = ["+program+", each.key]", b.ids[500][:n]),
	}
}

func (b *bench) plainCLI() Scenario {
	return Scenario{
		Key: "cli-1", Title: "aws apigateway get-client-certificate", Certificates: 1, requests: 1, region: regions[500],
		args: append(append([]string{b.awsCLI.path}, getCertificate...), b.ids[500][0]),
	}
}

// forEach returns the configuration of a data source for each id.
func forEach(dataSource, argument string, ids []string) string {
	return fmt.Sprintf("data %q \"this\" {\n  for_each = toset([%s])\n  %s\n}\n", dataSource, quoted(ids), argument)
}

// quoted returns words as the elements of a list.
func quoted(words []string) string { return `"` + strings.Join(words, `", "`) + `"` }

func pluralSuffix(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}
