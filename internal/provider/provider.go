// Package provider is what Terraform and OpenTofu see: the schemas of the
// provider and its data sources, what is validated, and what a read puts into
// state. The work itself is done by clientcertificate and awsclient.
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

// New returns the provider's constructor. The version is the release's, without
// a leading v, and goes into the User-Agent of every request.
func New(version string) func() provider.Provider {
	return func() provider.Provider {
		return &apigatewayProvider{version: version, now: time.Now}
	}
}

// providerData is what Configure hands to every data source. Nothing changes
// it afterwards.
type providerData struct {
	clients               *awsclient.Clients
	unknown               []string // Arguments of the provider block that were not known; clients is nil then.
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
		// An error here would make plans impossible in which another resource
		// makes what the provider block needs. Reading with what is known, on
		// the other hand, might read another account's certificates.
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

// unknownArguments lists the arguments whose values Terraform does not know
// yet, in alphabetical order and as one writes them, such as
// assume_role[0].role_arn.
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
		// The function above returns no error, so this is a value of no known
		// shape: then nothing of it can be relied on.
		return []string{fmt.Sprintf("the provider block (%s)", err)}
	}
	slices.Sort(unknown)
	return slices.Compact(unknown) // Elements of a set have no names of their own.
}
