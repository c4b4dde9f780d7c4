package provider

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-apigateway/internal/emulator"
)

// terraformVersion is Terraform's version in protocol tests.
const terraformVersion = "1.99.0"

// protocol calls the provider as Terraform does, without Terraform: for tests that
// set the environment or need what no Terraform does yet.
type protocol struct {
	t      testing.TB
	server tfprotov6.ProviderServer
}

func newProtocol(t testing.TB) protocol {
	t.Helper()
	return newProtocolAt(t, time.Now)
}

// newProtocolAt is for tests with their own clock.
func newProtocolAt(t testing.TB, now func() time.Time) protocol {
	t.Helper()
	server, err := factoriesAt(now)["apigateway"]()
	if err != nil {
		t.Fatal(err)
	}
	return protocol{t: t, server: server}
}

// finding is a diagnostic in a form that can be compared.
type finding struct {
	Attribute string // As in HCL; a block's index in brackets.
	Summary   string // A warning's starts with "Warning: ".
	Detail    string
}

func (f finding) isError() bool {
	return !strings.HasPrefix(f.Summary, "Warning: ")
}

func (p protocol) validate(config string) []finding {
	p.t.Helper()
	resp, err := p.server.ValidateProviderConfig(p.t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: p.dynamic(providerType(p.t), config)})
	if err != nil {
		p.t.Fatal(err)
	}
	return p.findings(resp.Diagnostics)
}

// configure validates and configures the provider, as Terraform does.
func (p protocol) configure(config string) []finding {
	p.t.Helper()
	if found := p.validate(config); slices.ContainsFunc(found, finding.isError) {
		return found
	}
	resp, err := p.server.ConfigureProvider(p.t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config:             p.dynamic(providerType(p.t), config),
		TerraformVersion:   terraformVersion,
		ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return p.findings(resp.Diagnostics)
}

// read configures the provider and reads the certificate with that id.
func (p protocol) read(config, id string) []finding {
	p.t.Helper()
	found := p.configure(config)
	if slices.ContainsFunc(found, finding.isError) {
		return found
	}
	_, more := p.state("apigateway_client_certificate", fmt.Sprintf(`{"client_certificate_id":%q}`, id))
	return append(found, more...)
}

// state reads a data source of a configured provider. The state is null if there
// is none.
func (p protocol) state(dataSource, config string) (tftypes.Value, []finding) {
	p.t.Helper()
	of := p.dataSourceType(dataSource)
	resp, err := p.server.ReadDataSource(p.t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName:           dataSource,
		Config:             p.dynamic(of, config),
		ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if resp.State == nil {
		return tftypes.NewValue(of, nil), p.findings(resp.Diagnostics)
	}
	state, err := resp.State.Unmarshal(of)
	if err != nil {
		p.t.Fatal(err)
	}
	return state, p.findings(resp.Diagnostics)
}

// connect configures the provider for an emulator.
func (p protocol) connect(server *emulator.Server) {
	p.t.Helper()
	if found := p.configure(merged(p.t, keysOfTheEmulator, endpointsIn(server))); len(found) > 0 {
		p.t.Fatal(found)
	}
}

func (p protocol) dataSourceType(name string) tftypes.Type {
	p.t.Helper()
	schemas, err := p.server.GetProviderSchema(p.t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		p.t.Fatal(err)
	}
	return schemas.DataSourceSchemas[name].ValueType()
}

func (p protocol) findings(diags []*tfprotov6.Diagnostic) []finding {
	var found []finding
	for _, d := range diags {
		at := ""
		if d.Attribute != nil {
			at = protocolPath(d.Attribute)
		}
		summary := d.Summary
		if d.Severity == tfprotov6.DiagnosticSeverityWarning {
			summary = "Warning: " + summary
		}
		found = append(found, finding{at, summary, d.Detail})
	}
	return found
}

func (p protocol) dynamic(typ tftypes.Type, config string) *tfprotov6.DynamicValue {
	p.t.Helper()
	value, err := tfprotov6.NewDynamicValue(typ, fromJSON(p.t, typ, config))
	if err != nil {
		p.t.Fatal(err)
	}
	return &value
}

func providerType(t testing.TB) tftypes.Type {
	t.Helper()
	return providerSchema().Type().TerraformType(t.Context())
}

// fromJSON returns a configuration in JSON as an object. What it omits is null, or
// no block.
func fromJSON(t testing.TB, typ tftypes.Type, config string) tftypes.Value {
	t.Helper()
	value, err := tftypes.ValueFromJSON([]byte(config), typ) //nolint:staticcheck // Nothing else converts JSON to a value.
	if err != nil {
		t.Fatalf("%s: %s", config, err)
	}
	return value
}

// merged merges the arguments of configurations in JSON; later ones win.
func merged(t testing.TB, configs ...string) string {
	t.Helper()
	all := make(map[string]any)
	for _, config := range configs {
		var one map[string]any
		if err := json.Unmarshal([]byte(config), &one); err != nil {
			t.Fatalf("%s: %s", config, err)
		}
		maps.Copy(all, one)
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
