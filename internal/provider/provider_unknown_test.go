package provider

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// unknownProvider returns the start of a provider block, and a resource that
// creates what it needs, which is only known after apply.
func unknownProvider(server *emulator.Server, region, role string) string {
	return fmt.Sprintf(`
resource "terraform_data" "made" {
  input = { region = %q, role = %q, id = "unused" }
}

provider "apigateway" {
  access_key = %q
  secret_key = %q
  endpoints {
    apigateway = %q
  }
`, region, role, emulator.DefaultAccessKeyID, emulator.DefaultSecretAccessKey, server.URL())
}

func TestAccUnknown_planFails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ arguments, named string }{
		"region":   {`region = terraform_data.made.output.region`, "region"},
		"role_arn": {"region = \"eu-west-1\"\n  assume_role {\n    role_arn = terraform_data.made.output.role\n  }", "assume_role[0].role_arn"},
		"both":     {"region = terraform_data.made.output.region\n  assume_role {\n    role_arn = terraform_data.made.output.role\n  }", "assume_role[0].role_arn, region"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			id := emulatortest.Generate(t, server, emulator.DefaultRegion, "", nil).ID
			fails(t, unknownProvider(server, "eu-west-1", aRoleARN)+test.arguments+"\n}\n"+fmt.Sprintf(`
data "apigateway_client_certificate" "test" {
  client_certificate_id = %q
}
`, id), "Nothing was read, because the provider block has values that are only known after apply: "+test.named+". Reading")
			if n := server.Count(""); n != 0 {
				t.Errorf("%d requests, want none: %v", n, server.Requests())
			}
		})
	}
}

// TestAccUnknown_ambientCredentials would read with the environment's credentials
// if an unknown role counted as none.
func TestAccUnknown_ambientCredentials(t *testing.T) {
	server := emulatortest.Start(t, emulator.Options{})
	id := emulatortest.Generate(t, server, emulator.DefaultRegion, "", nil).ID
	t.Setenv("AWS_ACCESS_KEY_ID", emulator.DefaultAccessKeyID)
	t.Setenv("AWS_SECRET_ACCESS_KEY", emulator.DefaultSecretAccessKey)
	t.Setenv("AWS_REGION", emulator.DefaultRegion)
	t.Setenv("AWS_ENDPOINT_URL", server.URL())
	fails(t, fmt.Sprintf(`
resource "terraform_data" "role" {
  input = %q
}
provider "apigateway" {
  assume_role {
    role_arn = terraform_data.role.output
  }
}
data "apigateway_client_certificate" "test" {
  client_certificate_id = %q
}
`, aRoleARN, id), "only known after apply: assume_role[0].role_arn.")
	if n := server.Count(""); n != 0 {
		t.Errorf("%d requests, want none: %v", n, server.Requests())
	}
}

// TestAccUnknown_waitsForApply applies once from nothing: the data source waits for
// the same resource as the provider.
func TestAccUnknown_waitsForApply(t *testing.T) {
	t.Parallel()
	role := answering("AssumeRole", "READER", url.Values{"RoleArn": {aRoleARN}, "RoleSessionName": {"plan"}, "DurationSeconds": {"900"}})
	sts := startSTS(t, role)
	server, id := letsIn(t, "READER")
	config := unknownProvider(server, emulator.DefaultRegion, aRoleARN) + fmt.Sprintf(`
  region = terraform_data.made.output.region
  assume_role {
    role_arn     = terraform_data.made.output.role
    session_name = "plan"
  }
  endpoints {
    sts = %q
  }
}

data "apigateway_client_certificate" "test" {
  client_certificate_id = %q
  depends_on            = [terraform_data.made]
}
`, sts.URL, id)
	applies(t, config,
		statecheck.ExpectKnownValue("data.apigateway_client_certificate.test", tfjsonpath.New("client_certificate_id"), knownvalue.StringExact(id)))
}

// TestUnknown_deferral covers a Terraform that allows a provider to defer reads,
// which is experimental so far, and one that does not.
func TestUnknown_deferral(t *testing.T) {
	t.Parallel()
	typ := providerType(t)
	config, err := tftypes.Transform(fromJSON(t, typ, `{}`), func(at *tftypes.AttributePath, v tftypes.Value) (tftypes.Value, error) {
		if protocolPath(at) == "region" {
			return tftypes.NewValue(tftypes.String, tftypes.UnknownValue), nil
		}
		return v, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	block, err := tfprotov6.NewDynamicValue(typ, config)
	if err != nil {
		t.Fatal(err)
	}
	type answer struct {
		Deferred  *tfprotov6.Deferred
		Unknown   bool     // The state.
		Summaries []string // Of the diagnostics.
	}
	for allowed, want := range map[bool]answer{
		true:  {&tfprotov6.Deferred{Reason: tfprotov6.DeferredReasonProviderConfigUnknown}, true, nil},
		false: {nil, false, []string{"Provider Configuration Not Known Yet"}},
	} {
		p := newProtocol(t)
		configured, err := p.server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
			Config: &block, TerraformVersion: terraformVersion, ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: allowed},
		})
		if err != nil || len(configured.Diagnostics) > 0 {
			t.Fatal(err, p.findings(configured.Diagnostics))
		}
		for dataSource, arguments := range map[string]string{"apigateway_client_certificate": `{"client_certificate_id":"a1b2c3"}`, "apigateway_client_certificates": `{}`} {
			of := p.dataSourceType(dataSource)
			read, err := p.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
				TypeName: dataSource, Config: p.dynamic(of, arguments), ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: allowed},
			})
			if err != nil {
				t.Fatal(err)
			}
			state, err := read.State.Unmarshal(of)
			if err != nil {
				t.Fatal(err)
			}
			got := answer{Deferred: read.Deferred, Unknown: !state.IsKnown()}
			for _, f := range p.findings(read.Diagnostics) {
				got.Summaries = append(got.Summaries, f.Summary)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, where deferral is allowed: %t (-want +got):\n%s", dataSource, allowed, diff)
			}
		}
	}
}

// TestUnknown_everyArgument checks that every unknown argument is named, once and
// in order.
func TestUnknown_everyArgument(t *testing.T) {
	t.Parallel()
	got := unknownArguments(tfsdk.Config{Schema: providerSchema(), Raw: allUnknown(t)})
	for i, argument := range got {
		got[i] = strings.Replace(argument, "[0]", "", 1) // Paths in the schema have no indexes.
	}
	if diff := cmp.Diff(arguments(t, providerSchema()), got); diff != "" {
		t.Error(diff)
	}
}

// TestValidate_unknownValuesPass has every argument unknown: none of them can be
// rejected yet.
func TestValidate_unknownValuesPass(t *testing.T) {
	t.Parallel()
	p := newProtocol(t)
	config, err := tfprotov6.NewDynamicValue(providerType(t), allUnknown(t))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := p.server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: &config})
	if err != nil {
		t.Fatal(err)
	}
	if found := p.findings(resp.Diagnostics); len(found) > 0 {
		t.Errorf("findings: %v", found)
	}
}

// allUnknown returns a provider block with one of each nested block, in which no
// value is known. Sets in blocks are known, with two unknown elements.
func allUnknown(t *testing.T) tftypes.Value {
	t.Helper()
	object, ok := providerType(t).(tftypes.Object)
	if !ok {
		t.Fatalf("the provider block is %s", providerType(t))
	}
	unknown := func(of tftypes.Type) tftypes.Value { return tftypes.NewValue(of, tftypes.UnknownValue) }
	values := make(map[string]tftypes.Value)
	for name, of := range object.AttributeTypes {
		values[name] = unknown(of)
		if _, isBlock := providerSchema().Blocks[name]; !isBlock {
			continue
		}
		element := fromJSON(t, of, "[{}]")
		transformed, err := tftypes.Transform(element, func(_ *tftypes.AttributePath, v tftypes.Value) (tftypes.Value, error) {
			if !v.IsNull() {
				return v, nil
			}
			if set, ok := v.Type().(tftypes.Set); ok {
				return tftypes.NewValue(set, []tftypes.Value{unknown(set.ElementType), unknown(set.ElementType)}), nil
			}
			return unknown(v.Type()), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		values[name] = transformed
	}
	return tftypes.NewValue(object, values)
}
