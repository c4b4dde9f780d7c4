package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-apigateway/internal/awsclient"
	"terraform-provider-apigateway/internal/clientcertificate"
)

var _ datasource.DataSourceWithConfigure = (*clientCertificatesDataSource)(nil)

func newClientCertificatesDataSource() datasource.DataSource {
	return &clientCertificatesDataSource{}
}

// clientCertificatesDataSource is data "apigateway_client_certificates".
type clientCertificatesDataSource struct {
	dataSource
}

type clientCertificatesDataSourceModel struct {
	Filter                types.Object   `tfsdk:"filter"`
	Region                types.String   `tfsdk:"region"`
	ExpirationWarningDays types.Number   `tfsdk:"expiration_warning_days"`
	Timeouts              timeouts.Value `tfsdk:"timeouts"`

	IDs                types.List   `tfsdk:"ids"`
	ARNs               types.List   `tfsdk:"arns"`
	SHA1Fingerprints   types.List   `tfsdk:"sha1_fingerprints"`
	SHA256Fingerprints types.List   `tfsdk:"sha256_fingerprints"`
	ClientCertificates types.List   `tfsdk:"client_certificates"`
	PEMBundle          types.String `tfsdk:"pem_bundle"`
}

func (d *clientCertificatesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_client_certificates"
}

func (d *clientCertificatesDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	texts := func(description string) schema.Attribute {
		return schema.ListAttribute{MarkdownDescription: description, ElementType: types.StringType, Computed: true}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads all Amazon API Gateway client certificates of a Region, or those that match a filter: what a backend needs to accept both the old and the new certificate during a rotation. No match is an empty list, not an error. All lists are in the same order: newest certificate first, and by id if created at the same time.\n\n" +
			"It needs the permission `apigateway:GET` on `arn:aws:apigateway:REGION::/clientcertificates`.",
		Attributes: map[string]schema.Attribute{
			"filter":                  filterAttribute("Limits the result to certificates that match. Set at least one of `description` and `tags`. Without a filter, all certificates are read."),
			"region":                  regionAttribute(),
			"expiration_warning_days": expirationWarningDaysAttribute(),
			"ids":                     texts("Ids of the certificates."),
			"arns":                    texts("ARNs of the certificates."),
			"sha1_fingerprints":       texts("SHA-1 fingerprints of the certificates that can be parsed, in lower-case hex: what nginx and HAProxy compare."),
			"sha256_fingerprints":     texts("SHA-256 fingerprints of the certificates that can be parsed, in lower-case hex."),
			"client_certificates": schema.ListNestedAttribute{
				MarkdownDescription: "The certificates.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: clientCertificateAttributes()},
			},
			"pem_bundle": schema.StringAttribute{
				MarkdownDescription: "All certificates that can be parsed, each once, in one PEM text with LF line endings; empty if there are none. Here the oldest comes first, so that adding a certificate does not change which one is used by verifiers that look up trust anchors by name. Such verifiers (OpenSSL by default, and so nginx and HAProxy) accept only the first; the guide on trusting the gateway says what to use for them.",
				Computed:            true,
			},
		},
		Blocks: map[string]schema.Block{"timeouts": timeoutsBlock(ctx)},
	}
}

func (d *clientCertificatesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model clientCertificatesDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel, client := d.startRead(ctx, model.Region, model.Timeouts, &resp.Diagnostics)
	defer cancel()
	if client == nil {
		return
	}
	filter, diags := expandFilter(ctx, model.Filter)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	all, err := client.ClientCertificates(ctx)
	if err != nil {
		resp.Diagnostics.Append(readError(err))
		return
	}
	matches := clientcertificate.InspectAll(filter.Select(allFromAPI(all)))
	bundle, leftOut := clientcertificate.Bundle(matches)
	model.PEMBundle = types.StringValue(bundle)
	model.Region = types.StringValue(client.Region())
	model.fillLists(matches, client, d.data.ignoreTags)
	resp.Diagnostics.Append(model.setState(ctx, &resp.State)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if len(leftOut) > 0 {
		resp.Diagnostics.AddAttributeWarning(path.Root("pem_bundle"), "Client Certificates Left Out of the Bundle", leftOutDetail(leftOut, client.Region()))
	}
	resp.Diagnostics.Append(expirationWarning(path.Root("client_certificates"), matches, d.data.now(), d.warningDays(model.ExpirationWarningDays), client.Region())...)
}

// fillLists fills the lists with one element per certificate, in the order of
// matches; the fingerprints only include certificates that can be parsed.
func (m *clientCertificatesDataSourceModel) fillLists(matches []clientcertificate.Inspected, client *awsclient.Client, ignored ignoreTags) {
	ids := make([]attr.Value, 0, len(matches))
	arns := make([]attr.Value, 0, len(matches))
	sha1s := make([]attr.Value, 0, len(matches))
	sha256s := make([]attr.Value, 0, len(matches))
	certificates := make([]attr.Value, 0, len(matches))
	for _, c := range matches {
		model := flatten(c, client, ignored)
		ids = append(ids, model.ID)
		arns = append(arns, model.ARN)
		certificates = append(certificates, model.object())
		if c.Parsed != nil {
			sha1s = append(sha1s, types.StringValue(c.Parsed.SHA1Fingerprint))
			sha256s = append(sha256s, types.StringValue(c.Parsed.SHA256Fingerprint))
		}
	}
	m.IDs = types.ListValueMust(types.StringType, ids)
	m.ARNs = types.ListValueMust(types.StringType, arns)
	m.SHA1Fingerprints = types.ListValueMust(types.StringType, sha1s)
	m.SHA256Fingerprints = types.ListValueMust(types.StringType, sha256s)
	m.ClientCertificates = types.ListValueMust(types.ObjectType{AttrTypes: clientCertificateType()}, certificates)
}

// setState is state.Set without reflection, which walks every value of every
// certificate once more: a quarter of the time it takes the provider to read 500.
func (m *clientCertificatesDataSourceModel) setState(ctx context.Context, state *tfsdk.State) diag.Diagnostics {
	fields := map[string]attr.Type{}
	if object, ok := state.Schema.Type().(attr.TypeWithAttributeTypes); ok {
		fields = object.AttributeTypes()
	}
	object, diags := types.ObjectValue(fields, map[string]attr.Value{
		"filter":                  m.Filter,
		"region":                  m.Region,
		"expiration_warning_days": m.ExpirationWarningDays,
		"timeouts":                m.Timeouts,
		"ids":                     m.IDs,
		"arns":                    m.ARNs,
		"sha1_fingerprints":       m.SHA1Fingerprints,
		"sha256_fingerprints":     m.SHA256Fingerprints,
		"client_certificates":     m.ClientCertificates,
		"pem_bundle":              m.PEMBundle,
	})
	if diags.HasError() {
		return diags
	}
	raw, err := object.ToTerraformValue(ctx)
	if err != nil {
		diags.AddError("Client Certificates Not Written to State", err.Error()+"\n\nThis is a bug in the provider; please report it.")
		return diags
	}
	state.Raw = raw
	return diags
}

func leftOutDetail(leftOut []clientcertificate.Inspected, region string) string {
	list := bullets(leftOut, func(c clientcertificate.Inspected) string { return fmt.Sprintf("%s: %s", c.ID, c.ParseError) })
	return fmt.Sprintf("%s in %s cannot be parsed:%s\n\n"+
		"pem_bundle and the fingerprints contain only certificates that can be parsed. client_certificates has them all, as the API returned them.",
		counted(len(leftOut)), region, list)
}
