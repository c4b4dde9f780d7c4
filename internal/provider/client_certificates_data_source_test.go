package provider

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"terraform-provider-apigateway/internal/clientcertificate"
	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

const plural = "data.apigateway_client_certificates.test"

func TestAccClientCertificates_rotation(t *testing.T) {
	t.Parallel()
	server, older, newer, _ := rotation(t)
	texts := func(values ...string) knownvalue.Check {
		checks := make([]knownvalue.Check, len(values))
		for i, value := range values {
			checks[i] = knownvalue.StringExact(value)
		}
		return knownvalue.ListExact(checks)
	}
	parsed := make(map[string]clientcertificate.Parsed)
	for _, certificate := range []emulator.Certificate{older, newer} {
		p, err := clientcertificate.Parse(*certificate.PEM)
		if err != nil {
			t.Fatal(err)
		}
		parsed[certificate.ID] = p
	}
	applies(t, providerBlock(server)+`
data "apigateway_client_certificates" "test" {
  filter = { tags = { Service = "orders" } }
}
data "apigateway_client_certificate" "newest" {
  client_certificate_id = data.apigateway_client_certificates.test.ids[0]
}
output "same" {
  value = data.apigateway_client_certificates.test.client_certificates[0] == {
    for name in keys(data.apigateway_client_certificates.test.client_certificates[0]) : name => data.apigateway_client_certificate.newest[name]
  }
}`,
		attributeOf(plural, "ids", texts(newer.ID, older.ID)),
		attributeOf(plural, "arns", texts(
			"arn:aws:apigateway:eu-west-1::/clientcertificates/"+newer.ID,
			"arn:aws:apigateway:eu-west-1::/clientcertificates/"+older.ID)),
		attributeOf(plural, "sha1_fingerprints", texts(parsed[newer.ID].SHA1Fingerprint, parsed[older.ID].SHA1Fingerprint)),
		attributeOf(plural, "sha256_fingerprints", texts(parsed[newer.ID].SHA256Fingerprint, parsed[older.ID].SHA256Fingerprint)),
		attributeOf(plural, "pem_bundle", knownvalue.StringExact(parsed[older.ID].CertPEM+parsed[newer.ID].CertPEM)),
		attributeOf(plural, "region", knownvalue.StringExact("eu-west-1")),
		attributeOf(plural, "client_certificates", knownvalue.ListSizeExact(2)),
		statecheck.ExpectKnownOutputValue("same", knownvalue.Bool(true)),
	)
}

func TestAccClientCertificates_noMatchIsEmpty(t *testing.T) {
	t.Parallel()
	server, _, _, _ := rotation(t)
	none := knownvalue.ListExact([]knownvalue.Check{})
	applies(t, providerBlock(server)+`
data "apigateway_client_certificates" "test" {
  filter = { description = "shipping" }
}`,
		attributeOf(plural, "ids", none),
		attributeOf(plural, "arns", none),
		attributeOf(plural, "sha1_fingerprints", none),
		attributeOf(plural, "sha256_fingerprints", none),
		attributeOf(plural, "client_certificates", none),
		attributeOf(plural, "pem_bundle", knownvalue.StringExact("")),
	)
}

// A change in the order of the API's list must not change a plan.
func TestAccClientCertificates_stableOrder(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	noon := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	for _, id := range []string{"bbbbbb", "aaaaaa", "cccccc"} {
		server.Put(emulator.Certificate{Region: emulator.DefaultRegion, ID: id, CreatedDate: &noon})
	}
	server.Put(emulator.Certificate{Region: emulator.DefaultRegion, ID: "dateless"})
	server.Put(emulator.Certificate{Region: emulator.DefaultRegion, ID: "newest", CreatedDate: new(noon.Add(time.Second))})
	applies(t, providerBlock(server)+`data "apigateway_client_certificates" "test" {}`,
		attributeOf(plural, "ids", knownvalue.ListExact([]knownvalue.Check{
			knownvalue.StringExact("newest"), knownvalue.StringExact("aaaaaa"), knownvalue.StringExact("bbbbbb"),
			knownvalue.StringExact("cccccc"), knownvalue.StringExact("dateless"),
		})),
	)
}

func TestClientCertificates_leftOutOfTheBundle(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		broken []emulator.Certificate
		want   string
	}{
		"one": {
			[]emulator.Certificate{{ID: "absent"}},
			`1 client certificate in eu-west-1 cannot be parsed:
  absent: the API returned no PEM-encoded certificate`,
		},
		"two": {
			[]emulator.Certificate{{ID: "broken", PEM: new("testcert-123")}, {ID: "absent"}},
			`2 client certificates in eu-west-1 cannot be parsed:
  absent: the API returned no PEM-encoded certificate
  broken: the text has no PEM block of type CERTIFICATE`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			good := emulatortest.Generate(t, server, emulator.DefaultRegion, "good", nil)
			for _, certificate := range tc.broken {
				server.Put(certificate)
			}
			p := newProtocol(t)
			p.connect(server)
			state, found := p.state("apigateway_client_certificates", `{}`)
			want := []finding{{"pem_bundle", "Warning: Client Certificates Left Out of the Bundle", tc.want +
				"\n\npem_bundle and the fingerprints contain only certificates that can be parsed. client_certificates has them all, as the API returned them."}}
			if diff := cmp.Diff(want, found); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
			parsed, err := clientcertificate.Parse(*good.PEM)
			if err != nil {
				t.Fatal(err)
			}
			var attributes map[string]tftypes.Value
			if err := state.As(&attributes); err != nil {
				t.Fatal(err)
			}
			if !attributes["pem_bundle"].Equal(tftypes.NewValue(tftypes.String, parsed.CertPEM)) {
				t.Errorf("the bundle is %s", attributes["pem_bundle"])
			}
			var fingerprints []tftypes.Value
			if err := attributes["sha1_fingerprints"].As(&fingerprints); err != nil || len(fingerprints) != 1 {
				t.Errorf("fingerprints %v, error %v", fingerprints, err)
			}
		})
	}
}

func TestAccClientCertificates_emptyFilter(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	fails(t, providerBlock(server)+`data "apigateway_client_certificates" "test" { filter = {} }`,
		"In filter, at least one of description and tags must be set.")
}

func TestAccClientCertificates_repeatedPosition(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	if _, err := server.GenerateMany(emulator.DefaultRegion, 501); err != nil {
		t.Fatal(err)
	}
	server.Inject(emulator.RepeatPage())
	fails(t, providerBlock(server)+`data "apigateway_client_certificates" "test" {}`, "so the list would never end")
}

func TestClientCertificates_requests(t *testing.T) {
	t.Parallel()
	for certificates, want := range map[int]int{0: 1, 1: 1, 500: 1, 501: 2, 1200: 3} {
		t.Run(fmt.Sprint(certificates), func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			if _, err := server.GenerateMany(emulator.DefaultRegion, certificates); err != nil {
				t.Fatal(err)
			}
			p := newProtocol(t)
			p.connect(server)
			state, found := p.state("apigateway_client_certificates", `{}`)
			if len(found) > 0 {
				t.Fatal(found)
			}
			var attributes map[string]tftypes.Value
			if err := state.As(&attributes); err != nil {
				t.Fatal(err)
			}
			var ids []tftypes.Value
			if err := attributes["ids"].As(&ids); err != nil {
				t.Fatal(err)
			}
			if len(ids) != certificates {
				t.Errorf("read %d certificates of %d", len(ids), certificates)
			}
			if got := server.Count(""); got != want {
				t.Errorf("%d requests for %d certificates, want %d", got, certificates, want)
			}
		})
	}
}
