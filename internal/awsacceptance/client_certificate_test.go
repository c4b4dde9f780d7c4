package awsacceptance

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-apigateway/internal/clientcertificate"
	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
	"terraform-provider-apigateway/internal/provider"
)

var factories = map[string]func() (tfprotov6.ProviderServer, error){
	"apigateway": func() (tfprotov6.ProviderServer, error) { return provider.NewServer("test")(), nil },
}

// applies applies config with the environment's settings, checks the state, and then that a second plan is empty.
func applies(t *testing.T, config string, checks ...statecheck.StateCheck) {
	t.Helper()
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{
			{Config: config, ConfigStateChecks: checks},
			{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
		},
	})
}

// flattened returns the data sources' attributes for a certificate that AWS generated, which has every field.
func flattened(t *testing.T, region string, c *apigateway.GetClientCertificateOutput) map[string]knownvalue.Check {
	t.Helper()
	parsed, err := clientcertificate.Parse(aws.ToString(c.PemEncodedCertificate))
	if err != nil {
		t.Fatal(err)
	}
	var description knownvalue.Check = knownvalue.Null()
	if c.Description != nil {
		description = knownvalue.StringExact(*c.Description)
	}
	tags := map[string]knownvalue.Check{}
	for key, value := range c.Tags {
		tags[key] = knownvalue.StringExact(value)
	}
	created, expires := rfc3339(c.CreatedDate), rfc3339(c.ExpirationDate)
	return map[string]knownvalue.Check{
		"id":                      knownvalue.StringExact(aws.ToString(c.ClientCertificateId)),
		"client_certificate_id":   knownvalue.StringExact(aws.ToString(c.ClientCertificateId)),
		"arn":                     knownvalue.StringRegexp(regexp.MustCompile(`^arn:aws[a-z-]*:apigateway:` + region + `::/clientcertificates/` + aws.ToString(c.ClientCertificateId) + `$`)),
		"description":             description,
		"tags":                    knownvalue.MapExact(tags),
		"pem_encoded_certificate": knownvalue.StringExact(aws.ToString(c.PemEncodedCertificate)),
		"created_date":            created,
		"expiration_date":         expires,
		"certificate": knownvalue.ObjectExact(map[string]knownvalue.Check{
			"cert_pem":             knownvalue.StringExact(parsed.CertPEM),
			"subject":              knownvalue.StringExact("CN=ApiGateway,L=Seattle,C=US"),
			"issuer":               knownvalue.StringExact("CN=ApiGateway,L=Seattle,C=US"),
			"serial_number":        knownvalue.StringExact(parsed.SerialNumber),
			"version":              knownvalue.Int64Exact(3),
			"not_before":           created,
			"not_after":            expires,
			"signature_algorithm":  knownvalue.StringExact("SHA256-RSA"),
			"public_key_algorithm": knownvalue.StringExact("RSA"),
			"public_key_bits":      knownvalue.Int64Exact(2048),
			"is_ca":                knownvalue.Bool(false),
			"sha1_fingerprint":     knownvalue.StringExact(parsed.SHA1Fingerprint),
			"sha256_fingerprint":   knownvalue.StringExact(parsed.SHA256Fingerprint),
		}),
	}
}

func rfc3339(date *time.Time) knownvalue.Check {
	if date == nil {
		return knownvalue.Null()
	}
	return knownvalue.StringExact(date.UTC().Format(time.RFC3339))
}

func TestAccAWSClientCertificate_byID(t *testing.T) {
	t.Parallel()
	account := newAccount(t)
	for name, certificate := range map[string]*apigateway.GetClientCertificateOutput{
		"with a description and tags": account.generate("orders", map[string]string{"Service": "orders", "Empty": ""}),
		"without a description":       account.generate("", nil),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := flattened(t, account.region(), certificate)
			maps.Copy(want, map[string]knownvalue.Check{
				"region":                  knownvalue.StringExact(account.region()),
				"filter":                  knownvalue.Null(),
				"most_recent":             knownvalue.Null(),
				"expiration_warning_days": knownvalue.Null(),
				"timeouts":                knownvalue.Null(),
			})
			applies(t, fmt.Sprintf(`
data "apigateway_client_certificate" "test" {
  client_certificate_id = %q
}
output "all" { value = data.apigateway_client_certificate.test }
`, aws.ToString(certificate.ClientCertificateId)), statecheck.ExpectKnownOutputValue("all", knownvalue.ObjectExact(want)))
		})
	}
}

func TestAccAWSClientCertificate_notFound(t *testing.T) {
	t.Parallel()
	account := newAccount(t)
	id := aws.ToString(account.generate("deleted", nil).ClientCertificateId)
	if err := remove(t.Context(), account.client, id); err != nil {
		t.Fatal(err)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config:      fmt.Sprintf(`data "apigateway_client_certificate" "test" { client_certificate_id = %q }`, id),
			ExpectError: regexp.MustCompile(`Client Certificate Not Found`),
		}},
	})
}

// TestAccAWSClientCertificates_byTag expects certificates of the same moment in the order of their ids.
func TestAccAWSClientCertificates_byTag(t *testing.T) {
	t.Parallel()
	account := newAccount(t)
	run := map[string]string{"Run": fmt.Sprint(time.Now().UnixNano())}
	var certificates []*apigateway.GetClientCertificateOutput
	for _, description := range []string{"orders 2025", "orders 2026", ""} {
		certificates = append(certificates, account.generate(description, run))
	}
	account.generate("of another run", nil)
	slices.SortFunc(certificates, func(a, b *apigateway.GetClientCertificateOutput) int {
		if c := b.CreatedDate.Compare(*a.CreatedDate); c != 0 {
			return c
		}
		return strings.Compare(aws.ToString(a.ClientCertificateId), aws.ToString(b.ClientCertificateId))
	})
	var ids, objects []knownvalue.Check
	for _, certificate := range certificates {
		ids = append(ids, knownvalue.StringExact(aws.ToString(certificate.ClientCertificateId)))
		objects = append(objects, knownvalue.ObjectExact(flattened(t, account.region(), certificate)))
	}
	const plural = "data.apigateway_client_certificates.test"
	applies(t, fmt.Sprintf(`
data "apigateway_client_certificates" "test" {
  filter = { tags = { Run = %[1]q } }
}
data "apigateway_client_certificate" "newest" {
  filter      = { tags = { Run = %[1]q } }
  most_recent = true
}
`, run["Run"]),
		statecheck.ExpectKnownValue(plural, tfjsonpath.New("ids"), knownvalue.ListExact(ids)),
		statecheck.ExpectKnownValue(plural, tfjsonpath.New("client_certificates"), knownvalue.ListExact(objects)),
		statecheck.ExpectKnownValue("data.apigateway_client_certificate.newest", tfjsonpath.New("id"), ids[0]),
	)
}

func TestSweep(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	var want []string
	for range 30 { // More than a page of 25.
		want = append(want, emulatortest.Generate(t, server, "", "", map[string]string{testTag: "any"}).ID)
	}
	kept := emulatortest.Generate(t, server, "", "in use", map[string]string{"Service": "orders"}).ID
	client := apigateway.New(apigateway.Options{
		BaseEndpoint: aws.String(server.URL()),
		Region:       emulator.DefaultRegion,
		Credentials:  credentials.NewStaticCredentialsProvider(emulator.DefaultAccessKeyID, emulator.DefaultSecretAccessKey, ""),
	})
	deleted, err := sweep(t.Context(), client)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	slices.Sort(deleted)
	if diff := cmp.Diff(want, deleted); diff != "" {
		t.Errorf("deleted (-want +got):\n%s", diff)
	}
	left := server.Certificates(emulator.DefaultRegion)
	if len(left) != 1 || left[0].ID != kept {
		t.Errorf("left %+v, want only %s", left, kept)
	}
}
