// Command donothing is a provider on the same framework as ours whose only data source reads nothing. A plan with it costs what
// Terraform and having a provider at all cost.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

func main() {
	err := providerserver.Serve(context.Background(), func() provider.Provider { return doNothing{} }, providerserver.ServeOpts{
		Address: "terraform.local/bench/donothing",
	})
	if err != nil {
		log.Fatal(err)
	}
}

type doNothing struct{}

func (doNothing) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "donothing"
}

func (doNothing) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (doNothing) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (doNothing) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return nothing{} }}
}

func (doNothing) Resources(context.Context) []func() resource.Resource { return nil }

type nothing struct{}

func (nothing) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName
}

func (nothing) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{"id": schema.StringAttribute{Required: true}}}
}

// Read copies the configuration to the state.
func (nothing) Read(_ context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	resp.State.Raw = req.Config.Raw
}
