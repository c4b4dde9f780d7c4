package provider

import (
	"fmt"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// rotation starts an emulator with three certificates: the old and the new one for
// orders, and one for billing.
func rotation(t *testing.T) (server *emulator.Server, older, newer, billing emulator.Certificate) {
	t.Helper()
	server = emulatortest.Start(t, emulator.Options{})
	orders := map[string]string{"Service": "orders", "Team": "shop"}
	older = emulatortest.Generate(t, server, emulator.DefaultRegion, "orders 2025", orders, emulator.CreatedAt(time.Now().Add(-300*24*time.Hour)))
	newer = emulatortest.Generate(t, server, emulator.DefaultRegion, "orders 2026", orders)
	billing = emulatortest.Generate(t, server, emulator.DefaultRegion, "billing", map[string]string{"Service": "billing", "Team": "shop"})
	return server, older, newer, billing
}

func TestAccClientCertificate_filter(t *testing.T) {
	t.Parallel()
	server, older, newer, billing := rotation(t)
	tests := map[string]struct {
		config string
		want   emulator.Certificate
	}{
		"description":              {having(`filter = { description = "orders 2025" }`), older},
		"tag":                      {having(`filter = { tags = { Service = "billing" } }`), billing},
		"both":                     {having(`filter = {`, `  description = "orders 2026"`, `  tags = { Team = "shop" }`, `}`), newer},
		"the newest":               {having(`filter = { tags = { Service = "orders" } }`, `most_recent = true`), newer},
		"one, without most_recent": {having(`filter = { tags = { Service = "billing" } }`, `most_recent = false`), billing},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			applies(t, providerBlock(server)+test.config,
				attributeOf(singular, "client_certificate_id", knownvalue.StringExact(test.want.ID)),
				attributeOf(singular, "pem_encoded_certificate", knownvalue.StringExact(*test.want.PEM)),
			)
		})
	}
}

func TestAccClientCertificate_filterFindsNone(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		certificates int
		mostRecent   bool
		want         string
	}{
		"of none":                         {0, false, `There are no client certificates in eu-west-1, so none matches the filter { description = "orders", tags = { Service = "orders" } }.`},
		"of one":                          {1, false, `The only client certificate in eu-west-1 does not match the filter { description = "orders", tags = { Service = "orders" } }.`},
		"of several, not even the newest": {3, true, `None of the 3 client certificates in eu-west-1 matches the filter { description = "orders", tags = { Service = "orders" } }.`},
		"of several":                      {3, false, `None of the 3 client certificates in eu-west-1 matches the filter { description = "orders", tags = { Service = "orders" } }.`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			for range test.certificates {
				emulatortest.Generate(t, server, emulator.DefaultRegion, "orders", nil)
			}
			fails(t, providerBlock(server)+having(`filter = {`, `  description = "orders"`, `  tags = { Service = "orders" }`, `}`, fmt.Sprintf(`most_recent = %t`, test.mostRecent)), test.want)
		})
	}
}

func TestAccClientCertificate_filterFindsSeveral(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	noon := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	for i := range 12 {
		server.Put(emulator.Certificate{
			Region: emulator.DefaultRegion, ID: fmt.Sprintf("id%02d", i), Description: new(fmt.Sprintf("number %d", i)),
			CreatedDate: new(noon.AddDate(0, 0, i)), Tags: map[string]string{"Service": "orders"},
		})
	}
	fails(t, providerBlock(server)+having(`filter = { tags = { Service = "orders" } }`), `
		12 client certificates in eu-west-1 match the filter { tags = { Service = "orders" } }, newest first:
		id11, created 2026-11-12T12:00:00Z, "number 11"
		id10, created 2026-11-11T12:00:00Z, "number 10"
		id09, created 2026-11-10T12:00:00Z, "number 9"
		id08, created 2026-11-09T12:00:00Z, "number 8"
		id07, created 2026-11-08T12:00:00Z, "number 7"
		id06, created 2026-11-07T12:00:00Z, "number 6"
		id05, created 2026-11-06T12:00:00Z, "number 5"
		id04, created 2026-11-05T12:00:00Z, "number 4"
		id03, created 2026-11-04T12:00:00Z, "number 3"
		id02, created 2026-11-03T12:00:00Z, "number 2"
		… and 2 more
		Set most_recent = true to use the newest, add tags to the filter that only one of them has, or read them all with data "apigateway_client_certificates".`)
}

// Selectors and results have different names, so a resource can use the results of
// a read that waits for apply.
func TestAccClientCertificate_filterKnownAfterApply(t *testing.T) {
	t.Parallel()
	server, _, newer, _ := rotation(t)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: providerBlock(server) + `
resource "terraform_data" "service" { input = "orders" }
data "apigateway_client_certificate" "test" {
  filter      = { tags = { Service = terraform_data.service.output } }
  most_recent = true
}
resource "terraform_data" "tags" { input = data.apigateway_client_certificate.test.tags }
`,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectUnknownValue("terraform_data.tags", tfjsonpath.New("input")),
			}},
			ConfigStateChecks: []statecheck.StateCheck{
				attributeOf(singular, "client_certificate_id", knownvalue.StringExact(newer.ID)),
				attributeOf("terraform_data.tags", "input", knownvalue.MapExact(map[string]knownvalue.Check{
					"Service": knownvalue.StringExact("orders"),
					"Team":    knownvalue.StringExact("shop"),
				})),
			},
		}},
	})
}

func TestAccClientCertificate_ignoredTagsStillSelect(t *testing.T) {
	t.Parallel()
	server, _, _, billing := rotation(t)
	applies(t, providerBlock(server, "ignore_tags {", `  keys = ["Service"]`, "}")+having(`filter = { tags = { Service = "billing" } }`),
		attributeOf(singular, "client_certificate_id", knownvalue.StringExact(billing.ID)),
		attributeOf(singular, "tags", knownvalue.MapExact(map[string]knownvalue.Check{"Team": knownvalue.StringExact("shop")})),
	)
}
