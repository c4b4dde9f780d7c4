package provider

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"terraform-provider-apigateway/internal/clientcertificate"
	"terraform-provider-apigateway/internal/emulator"
)

func TestAccClientCertificate_everyField(t *testing.T) {
	t.Parallel()
	server := startEmulator(t, emulator.Options{Now: func() time.Time { return time.Date(2026, 3, 1, 12, 30, 15, 0, time.UTC) }})
	certificate := server.Generate(emulator.DefaultRegion, "orders", map[string]string{"Service": "orders", "aws:cloudformation:stack-name": "orders"})
	parsed, err := clientcertificate.Parse(*certificate.PEM)
	if err != nil {
		t.Fatal(err)
	}
	config := providerBlock(server) + `
data "apigateway_client_certificate" "test" {
  client_certificate_id = "` + certificate.ID + `"
}
output "all" {
  value = data.apigateway_client_certificate.test
}
`
	want := knownvalue.ObjectExact(map[string]knownvalue.Check{
		"id":                    knownvalue.StringExact(certificate.ID),
		"client_certificate_id": knownvalue.StringExact(certificate.ID),
		"arn":                   knownvalue.StringExact("arn:aws:apigateway:eu-west-1::/clientcertificates/" + certificate.ID),
		"description":           knownvalue.StringExact("orders"),
		"tags": knownvalue.MapExact(map[string]knownvalue.Check{
			"Service":                       knownvalue.StringExact("orders"),
			"aws:cloudformation:stack-name": knownvalue.StringExact("orders"),
		}),
		"pem_encoded_certificate": knownvalue.StringExact(*certificate.PEM),
		"created_date":            knownvalue.StringExact("2026-03-01T12:30:15Z"),
		"expiration_date":         knownvalue.StringExact("2027-03-01T12:30:15Z"),
		"region":                  knownvalue.StringExact("eu-west-1"),
		"filter":                  knownvalue.Null(),
		"most_recent":             knownvalue.Null(),
		"expiration_warning_days": knownvalue.Null(),
		"timeouts":                knownvalue.Null(),
		"certificate": knownvalue.ObjectExact(map[string]knownvalue.Check{
			"cert_pem":             knownvalue.StringExact(parsed.CertPEM),
			"subject":              knownvalue.StringExact("CN=ApiGateway,L=Seattle,C=US"),
			"issuer":               knownvalue.StringExact("CN=ApiGateway,L=Seattle,C=US"),
			"serial_number":        knownvalue.StringExact(parsed.SerialNumber),
			"version":              knownvalue.Int64Exact(3),
			"not_before":           knownvalue.StringExact("2026-03-01T12:30:15Z"),
			"not_after":            knownvalue.StringExact("2027-03-01T12:30:15Z"),
			"signature_algorithm":  knownvalue.StringExact("SHA256-RSA"),
			"public_key_algorithm": knownvalue.StringExact("RSA"),
			"public_key_bits":      knownvalue.Int64Exact(2048),
			"is_ca":                knownvalue.Bool(false),
			"sha1_fingerprint":     knownvalue.StringExact(parsed.SHA1Fingerprint),
			"sha256_fingerprint":   knownvalue.StringExact(parsed.SHA256Fingerprint),
		}),
	})
	applies(t, config, statecheck.ExpectKnownOutputValue("all", want))
}
