package provider

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-apigateway/internal/emulator"
)

// protocol talks to the provider as Terraform does, for what a plan does not
// print in a form that a test can compare: warnings, and whole diagnostics.
type protocol struct {
	t      testing.TB
	server tfprotov6.ProviderServer
	schema *tfprotov6.GetProviderSchemaResponse
}

func newProtocol(t testing.TB, now func() time.Time) *protocol {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(&apigatewayProvider{version: "test", now: now})()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if len(schema.Diagnostics) > 0 {
		t.Fatal(diagnosticTexts(schema.Diagnostics))
	}
	return &protocol{t: t, server: server, schema: schema}
}

// configure sends a provider block; what arguments leave out is null.
func (p *protocol) configure(arguments map[string]tftypes.Value) []*tfprotov6.Diagnostic {
	p.t.Helper()
	response, err := p.server.ConfigureProvider(p.t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4",
		Config:           p.config(p.schema.Provider, arguments),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return response.Diagnostics
}

// configureFor connects the provider to an emulator.
func (p *protocol) configureFor(server *emulator.Server) {
	p.t.Helper()
	endpoints := blockType(p.schema.Provider, "endpoints")
	element, ok := endpoints.(tftypes.Set)
	if !ok {
		p.t.Fatalf("endpoints is %s", endpoints)
	}
	diagnostics := p.configure(map[string]tftypes.Value{
		"region":     tftypes.NewValue(tftypes.String, emulator.DefaultRegion),
		"access_key": tftypes.NewValue(tftypes.String, emulator.DefaultAccessKeyID),
		"secret_key": tftypes.NewValue(tftypes.String, emulator.DefaultSecretAccessKey),
		"endpoints": tftypes.NewValue(endpoints, []tftypes.Value{
			object(element.ElementType, map[string]tftypes.Value{"apigateway": tftypes.NewValue(tftypes.String, server.URL())}),
		}),
	})
	if len(diagnostics) > 0 {
		p.t.Fatal(diagnosticTexts(diagnostics))
	}
}

// read sends a data source's configuration and returns the state, a null value
// when there is none, and the diagnostics.
func (p *protocol) read(ctx context.Context, name string, arguments map[string]tftypes.Value) (tftypes.Value, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	schema := p.schema.DataSourceSchemas[name]
	response, err := p.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{
		TypeName: name,
		Config:   p.config(schema, arguments),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if response.State == nil {
		return tftypes.NewValue(schema.ValueType(), nil), response.Diagnostics
	}
	state, err := response.State.Unmarshal(schema.ValueType())
	if err != nil {
		p.t.Fatal(err)
	}
	return state, response.Diagnostics
}

func (p *protocol) config(schema *tfprotov6.Schema, arguments map[string]tftypes.Value) *tfprotov6.DynamicValue {
	p.t.Helper()
	config, err := tfprotov6.NewDynamicValue(schema.ValueType(), object(schema.ValueType(), arguments))
	if err != nil {
		p.t.Fatal(err)
	}
	return &config
}

// object is a value of an object type; what attributes leave out is null.
func object(of tftypes.Type, attributes map[string]tftypes.Value) tftypes.Value {
	values := make(map[string]tftypes.Value)
	for name, attribute := range attributeTypes(of) {
		values[name] = tftypes.NewValue(attribute, nil)
	}
	maps.Copy(values, attributes)
	return tftypes.NewValue(of, values)
}

func blockType(schema *tfprotov6.Schema, name string) tftypes.Type {
	return attributeTypes(schema.ValueType())[name]
}

func attributeTypes(of tftypes.Type) map[string]tftypes.Type {
	if object, ok := of.(tftypes.Object); ok {
		return object.AttributeTypes
	}
	return nil
}

// diagnosticTexts is what a person is shown of each diagnostic.
func diagnosticTexts(diagnostics []*tfprotov6.Diagnostic) []string {
	var texts []string
	for _, d := range diagnostics {
		text := d.Severity.String() + ": " + d.Summary + "\n" + d.Detail
		if d.Attribute != nil {
			text += "\nat " + argument(d.Attribute)
		}
		texts = append(texts, text)
	}
	return texts
}

// selectID is the configuration of a data source that reads by id.
func selectID(id string) map[string]tftypes.Value {
	return map[string]tftypes.Value{"client_certificate_id": tftypes.NewValue(tftypes.String, id)}
}
