// Package provider is what Terraform and OpenTofu see: the schemas of the
// provider and its data sources, validation, and what a read puts into state.
// Packages clientcertificate and awsclient do the work.
package provider

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-apigateway/internal/awsclient"
)

var (
	_ provider.Provider                   = (*apigatewayProvider)(nil)
	_ provider.ProviderWithValidateConfig = (*apigatewayProvider)(nil)
)

// apigatewayProvider reads Amazon API Gateway client certificates.
type apigatewayProvider struct {
	version string
	now     func() time.Time
}

// providerData is what Configure passes to every data source. It is not changed
// afterwards.
type providerData struct {
	clients               *awsclient.Clients
	unknown               []string // Unknown arguments of the provider block; if there are any, clients is nil.
	ignoreTags            ignoreTags
	expirationWarningDays int64
	now                   func() time.Time
}

func (p *apigatewayProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "apigateway"
	resp.Version = p.version
}

func (p *apigatewayProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

func (p *apigatewayProvider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var config providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(config.validate(ctx)...)
}

func (p *apigatewayProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	if unknown := unknownArguments(req.Config); len(unknown) > 0 {
		// An error here would rule out plans in which a resource creates what
		// the provider block needs. Reading with what is known, on the other
		// hand, might read another account's certificates.
		if req.ClientCapabilities.DeferralAllowed {
			resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
		}
		resp.DataSourceData = &providerData{unknown: unknown, now: p.now}
		return
	}

	var config providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	settings, diags := config.settings(ctx, p.version, req.TerraformVersion)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	clients, baseDiags := awsclient.New(ctx, settings)
	resp.Diagnostics.Append(fromBase(baseDiags)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ignored, diags := config.ignoredTags(ctx)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.DataSourceData = &providerData{
		clients:               clients,
		ignoreTags:            ignored,
		expirationWarningDays: config.warningDays(),
		now:                   p.now,
	}
}

func (p *apigatewayProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newClientCertificateDataSource,
		newClientCertificatesDataSource,
	}
}

func (p *apigatewayProvider) Resources(context.Context) []func() resource.Resource {
	return nil
}

// unknownArguments returns the arguments whose values Terraform does not know
// yet, in alphabetical order, such as assume_role[0].role_arn.
func unknownArguments(config tfsdk.Config) []string {
	var unknown []string
	err := tftypes.Walk(config.Raw, func(at *tftypes.AttributePath, value tftypes.Value) (bool, error) {
		if value.IsKnown() {
			return true, nil
		}
		unknown = append(unknown, protocolPath(at))
		return false, nil
	})
	if err != nil {
		// The function above returns no error, so the value itself is malformed
		// and nothing in it can be relied on.
		return []string{fmt.Sprintf("the provider block (%s)", err)}
	}
	slices.Sort(unknown)
	return slices.Compact(unknown) // Elements of a set all have the same path.
}
