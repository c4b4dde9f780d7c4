package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/boolvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-apigateway/internal/awsclient"
	"terraform-provider-apigateway/internal/clientcertificate"
)

var (
	_ datasource.DataSourceWithConfigure        = (*clientCertificateDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*clientCertificateDataSource)(nil)
)

func newClientCertificateDataSource() datasource.DataSource {
	return &clientCertificateDataSource{}
}

// clientCertificateDataSource is data "apigateway_client_certificate".
type clientCertificateDataSource struct {
	dataSource
}

type clientCertificateDataSourceModel struct {
	clientCertificateModel

	Filter                types.Object   `tfsdk:"filter"`
	MostRecent            types.Bool     `tfsdk:"most_recent"`
	Region                types.String   `tfsdk:"region"`
	ExpirationWarningDays types.Number   `tfsdk:"expiration_warning_days"`
	Timeouts              timeouts.Value `tfsdk:"timeouts"`
}

func (d *clientCertificateDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_client_certificate"
}

func (d *clientCertificateDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := clientCertificateAttributes()
	attributes["client_certificate_id"] = schema.StringAttribute{
		MarkdownDescription: "Id of the certificate. Set exactly one of this and `filter`; with `filter`, it is the id that was found.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{clientCertificateID},
	}
	attributes["filter"] = filterAttribute("Finds the certificate without its id. Set at least one of `description` and `tags`.")
	attributes["most_recent"] = schema.BoolAttribute{
		MarkdownDescription: "Whether to use the certificate with the latest `created_date` if several match `filter` (the one with the lowest id if that is a tie). Defaults to `false`: several matches are an error that lists them.",
		Optional:            true,
		Validators:          []validator.Bool{boolvalidator.AlsoRequires(path.MatchRoot("filter"))},
	}
	attributes["region"] = regionAttribute()
	attributes["expiration_warning_days"] = expirationWarningDaysAttribute()
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads one Amazon API Gateway client certificate, by its id or by its description and tags.\n\n" +
			"By id, it needs the permission `apigateway:GET` on `arn:aws:apigateway:REGION::/clientcertificates/ID`; with `filter`, on `arn:aws:apigateway:REGION::/clientcertificates`.",
		Attributes: attributes,
		Blocks:     map[string]schema.Block{"timeouts": timeoutsBlock(ctx)},
	}
}

func (d *clientCertificateDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{
		datasourcevalidator.ExactlyOneOf(path.MatchRoot("client_certificate_id"), path.MatchRoot("filter")),
	}
}

func (d *clientCertificateDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model clientCertificateDataSourceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel, client := d.startRead(ctx, model.Region, model.Timeouts, &resp.Diagnostics)
	defer cancel()
	if client == nil {
		return
	}
	certificate, diags := readOne(ctx, client, model)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	inspected := clientcertificate.Inspect(certificate)
	model.clientCertificateModel = flatten(inspected, client, d.data.ignoreTags)
	model.Region = types.StringValue(client.Region())
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
	resp.Diagnostics.Append(expirationWarning(path.Root("expiration_date"), []clientcertificate.Inspected{inspected}, d.data.now(), d.warningDays(model.ExpirationWarningDays), client.Region())...)
}

// readOne reads the one certificate that the arguments select.
func readOne(ctx context.Context, client *awsclient.Client, model clientCertificateDataSourceModel) (clientcertificate.ClientCertificate, diag.Diagnostics) {
	if !model.ClientCertificateID.IsNull() {
		certificate, err := client.ClientCertificate(ctx, model.ClientCertificateID.ValueString())
		if err != nil {
			return clientcertificate.ClientCertificate{}, diag.Diagnostics{readError(err)}
		}
		return fromAPI(certificate), nil
	}
	filter, diags := expandFilter(ctx, model.Filter)
	if diags.HasError() {
		return clientcertificate.ClientCertificate{}, diags
	}
	all, err := client.ClientCertificates(ctx)
	if err != nil {
		return clientcertificate.ClientCertificate{}, append(diags, readError(err))
	}
	matches := filter.Select(allFromAPI(all))
	switch {
	case len(matches) == 0:
		return clientcertificate.ClientCertificate{}, append(diags, noMatchError(filter, len(all), client.Region()))
	case len(matches) > 1 && !model.MostRecent.ValueBool():
		return clientcertificate.ClientCertificate{}, append(diags, severalMatchError(filter, matches, client.Region()))
	default:
		return matches[0], diags
	}
}

// noMatchError returns the error for a filter that matches none of total client
// certificates.
func noMatchError(filter clientcertificate.Filter, total int, region string) diag.Diagnostic {
	const summary = "No Client Certificate Matches"
	if total == 0 {
		return diag.NewAttributeErrorDiagnostic(path.Root("filter"), summary, fmt.Sprintf(
			"There are no client certificates in %s, so none matches the filter { %s }.\n\nCheck the Region and the account.", region, filter))
	}
	what := fmt.Sprintf("None of the %s in %s matches", counted(total), region)
	if total == 1 {
		what = fmt.Sprintf("The only client certificate in %s does not match", region)
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("filter"), summary, fmt.Sprintf(
		"%s the filter { %s }.\n\n"+
			"Check the Region and the account, and compare the filter with `aws apigateway get-client-certificates --region %s`: every tag must be present with the same value, and the description must be exactly equal.",
		what, filter, region))
}

// severalMatchError returns an error that lists matches.
func severalMatchError(filter clientcertificate.Filter, matches []clientcertificate.ClientCertificate, region string) diag.Diagnostic {
	line := func(c clientcertificate.ClientCertificate) string {
		return fmt.Sprintf("%s, created %s, %s", c.ID, dateOrUnknown(c.CreatedDate), quotedOrNone(c.Description))
	}
	return diag.NewAttributeErrorDiagnostic(path.Root("filter"), "Several Client Certificates Match", fmt.Sprintf(
		"%s in %s match the filter { %s }, newest first:%s\n\n"+
			"Set most_recent = true to use the newest, add tags to the filter that only one of them has, or read them all with data \"apigateway_client_certificates\".",
		counted(len(matches)), region, filter, bullets(matches, line)))
}

func dateOrUnknown(date *time.Time) string {
	if date == nil {
		return "at an unknown time"
	}
	return date.Format(time.RFC3339)
}
