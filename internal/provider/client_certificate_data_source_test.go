package provider

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-apigateway/internal/clientcertificate"
	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

const singular = "data.apigateway_client_certificate.test"

// byID returns a data source that reads the certificate with that id; arguments
// are added to the block.
func byID(id string, arguments ...string) string {
	return fmt.Sprintf(`
data "apigateway_client_certificate" "test" {
  client_certificate_id = %q
  %s
}
`, id, strings.Join(arguments, "\n  "))
}

// having returns a data source that reads the certificate that the arguments
// select.
func having(arguments ...string) string {
	return "\ndata \"apigateway_client_certificate\" \"test\" {\n  " + strings.Join(arguments, "\n  ") + "\n}\n"
}

func attributeOf(address, name string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(name), want)
}

func TestAccClientCertificate_everyField(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{Now: func() time.Time { return time.Date(2026, 3, 1, 12, 30, 15, 0, time.UTC) }})
	certificate := emulatortest.Generate(t, server, emulator.DefaultRegion, "orders", map[string]string{"Service": "orders", "aws:cloudformation:stack-name": "orders"})
	parsed, err := clientcertificate.Parse(*certificate.PEM)
	if err != nil {
		t.Fatal(err)
	}
	config := providerBlock(server) + byID(certificate.ID) + `output "all" { value = data.apigateway_client_certificate.test }`
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

func TestAccClientCertificate_absentFieldsAreNull(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	server.Put(emulator.Certificate{Region: emulator.DefaultRegion, ID: "a1b2c3"})
	applies(t, providerBlock(server)+byID("a1b2c3"),
		attributeOf(singular, "description", knownvalue.Null()),
		attributeOf(singular, "tags", knownvalue.MapExact(map[string]knownvalue.Check{})),
		attributeOf(singular, "pem_encoded_certificate", knownvalue.Null()),
		attributeOf(singular, "created_date", knownvalue.Null()),
		attributeOf(singular, "expiration_date", knownvalue.Null()),
		attributeOf(singular, "certificate", knownvalue.Null()),
		attributeOf(singular, "client_certificate_id", knownvalue.StringExact("a1b2c3")),
	)
}

func TestAccClientCertificate_textThatIsNoPEM(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	server.Put(emulator.Certificate{Region: emulator.DefaultRegion, ID: "a1b2c3", PEM: new("testcert-123")})
	applies(t, providerBlock(server)+byID("a1b2c3"),
		attributeOf(singular, "pem_encoded_certificate", knownvalue.StringExact("testcert-123")),
		attributeOf(singular, "certificate", knownvalue.Null()),
	)
}

// Terraform's own functions reject the format that hashicorp/aws gives dates.
func TestAccClientCertificate_datesWorkInFunctions(t *testing.T) {
	t.Parallel()
	created := time.Date(2026, 3, 1, 12, 30, 15, 0, time.UTC)
	server := emulatortest.Start(t, emulator.Options{})
	certificate := emulatortest.Generate(t, server, emulator.DefaultRegion, "", nil, emulator.CreatedAt(created))
	applies(t, providerBlock(server)+byID(certificate.ID, "expiration_warning_days = 0")+`
output "dates" {
  value = {
    order  = timecmp(data.apigateway_client_certificate.test.created_date, data.apigateway_client_certificate.test.expiration_date)
    notice = timeadd(data.apigateway_client_certificate.test.expiration_date, "-336h")
    pretty = formatdate("D MMMM YYYY", data.apigateway_client_certificate.test.expiration_date)
  }
}`,
		statecheck.ExpectKnownOutputValue("dates", knownvalue.ObjectExact(map[string]knownvalue.Check{
			"order":  knownvalue.Int64Exact(-1),
			"notice": knownvalue.StringExact("2027-02-15T12:30:15Z"),
			"pretty": knownvalue.StringExact("1 March 2027"),
		})),
	)
}

func TestAccClientCertificate_regionOfItsOwn(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	for region, id := range map[string]string{"eu-west-1": "europe", "cn-north-1": "beijng", "us-gov-west-1": "govern"} {
		server.Put(emulator.Certificate{Region: region, ID: id})
	}
	applies(t, providerBlock(server)+`
data "apigateway_client_certificate" "default" { client_certificate_id = "europe" }
data "apigateway_client_certificate" "china" {
  client_certificate_id = "beijng"
  region                = "cn-north-1"
}
data "apigateway_client_certificate" "government" {
  client_certificate_id = "govern"
  region                = "us-gov-west-1"
}`,
		attributeOf("data.apigateway_client_certificate.default", "region", knownvalue.StringExact("eu-west-1")),
		attributeOf("data.apigateway_client_certificate.default", "arn", knownvalue.StringExact("arn:aws:apigateway:eu-west-1::/clientcertificates/europe")),
		attributeOf("data.apigateway_client_certificate.china", "region", knownvalue.StringExact("cn-north-1")),
		attributeOf("data.apigateway_client_certificate.china", "arn", knownvalue.StringExact("arn:aws-cn:apigateway:cn-north-1::/clientcertificates/beijng")),
		attributeOf("data.apigateway_client_certificate.government", "arn", knownvalue.StringExact("arn:aws-us-gov:apigateway:us-gov-west-1::/clientcertificates/govern")),
	)
}

func TestAccClientCertificate_regionThatDoesNotExist(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	fails(t, providerBlock(server)+byID("a1b2c3", `region = "eu-west-9"`), `"eu-west-9" is not the code of an AWS Region, such as eu-west-1.`)
	server.Put(emulator.Certificate{Region: "eu-west-9", ID: "a1b2c3"})
	applies(t, providerBlock(server, "skip_region_validation = true")+byID("a1b2c3", `region = "eu-west-9"`),
		attributeOf(singular, "arn", knownvalue.StringExact("arn:aws:apigateway:eu-west-9::/clientcertificates/a1b2c3")))
}

// Mistakes in the arguments are found before any request.
func TestAccClientCertificate_mistakes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ config, want string }{
		"empty id":            {byID(""), `Attribute client_certificate_id must be the id of a client certificate, got: "": it is blank.`},
		"blank id":            {byID("  "), `Attribute client_certificate_id must be the id of a client certificate, got: "  ": it is blank.`},
		"ACM ARN":             {byID("arn:aws:acm:eu-west-1:123456789012:certificate/0aa1"), `read it with data "aws_acm_certificate"`},
		"API Gateway ARN":     {byID("arn:aws:apigateway:eu-west-1::/clientcertificates/a1b2c3"), `use its id, "a1b2c3"`},
		"no selector":         {having(), "Exactly one of these attributes must be configured: [client_certificate_id,filter]"},
		"both selectors":      {byID("a1b2c3", `filter = { description = "orders" }`), "Exactly one of these attributes must be configured: [client_certificate_id,filter]"},
		"empty filter":        {having(`filter = {}`), "In filter, at least one of description and tags must be set."},
		"empty description":   {having(`filter = { description = "" }`), "Attribute filter.description string length must be at least 1"},
		"no tags":             {having(`filter = { tags = {} }`), "Attribute filter.tags map must contain at least 1 elements"},
		"tag without a value": {having(`filter = { tags = { Service = null } }`), "This attribute contains a null value."},
		"most_recent alone":   {byID("a1b2c3", "most_recent = true"), `Attribute "filter" must be specified when "most_recent" is specified`},
		"negative days":       {byID("a1b2c3", "expiration_warning_days = -1"), "Attribute expiration_warning_days must be a whole number, 0 or more, got: -1."},
		"fraction of a day":   {byID("a1b2c3", "expiration_warning_days = 1.5"), "Attribute expiration_warning_days must be a whole number, 0 or more, got: 1.5."},
		"blank region":        {byID("a1b2c3", `region = ""`), "Attribute region must be text that is not blank"},
		"timeout in words":    {byID("a1b2c3", `timeouts { read = "soon" }`), `"soon" must be a string containing a sequence of decimal numbers`},
		"zero timeout":        {byID("a1b2c3", `timeouts { read = "0s" }`), `Attribute timeouts.read must be a duration longer than zero, got: "0s": nothing can be read in that time.`},
		"negative timeout":    {byID("a1b2c3", `timeouts { read = "-5m" }`), `Attribute timeouts.read must be a duration longer than zero, got: "-5m": nothing can be read in that time.`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			fails(t, providerBlock(server)+test.config, test.want)
			if requests := server.Requests(); len(requests) > 0 {
				t.Errorf("%d requests, want none; the first is %s", len(requests), requests[0].Path)
			}
		})
	}
}

func TestAccClientCertificate_refusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault     *emulator.Fault
		arguments []string
		want      string
	}{
		"not found": {want: `Reading the client certificate "a1b2c3" in eu-west-1 failed: no client certificate has this id.`},
		"denied": {
			fault: &emulator.Fault{Status: 403, ErrorType: "AccessDeniedException", Message: "User is not authorized"},
			want:  "Allow the action apigateway:GET on the resource arn:aws:apigateway:eu-west-1::/clientcertificates/a1b2c3:",
		},
		"expired": {
			fault: &emulator.Fault{Status: 403, ErrorType: "ExpiredTokenException", Message: "The security token included in the request is expired"},
			want:  "AWS Credentials Have Expired",
		},
		"throttled": {
			fault:     new(emulator.Throttle(0)),
			arguments: []string{"max_retries = 2"},
			want:      "API Gateway throttled the request.",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			if test.fault != nil {
				server.Inject(*test.fault)
			}
			fails(t, providerBlock(server, test.arguments...)+byID("a1b2c3"), test.want)
		})
	}
}

func TestAccClientCertificate_oneRequest(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	certificate := emulatortest.Generate(t, server, emulator.DefaultRegion, "orders", nil)
	if found := newProtocol(t).read(merged(t, keysOfTheEmulator, endpointsIn(server)), certificate.ID); len(found) > 0 {
		t.Fatal(found)
	}
	var got []string
	for _, request := range server.Requests() {
		got = append(got, request.Method+" "+request.Path)
	}
	if diff := cmp.Diff([]string{"GET /clientcertificates/" + certificate.ID}, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}
