package provider

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"terraform-provider-apigateway/internal/awsclient"
)

// defaultReadTimeout limits a read, retries included, unless timeouts says
// otherwise.
const defaultReadTimeout = 5 * time.Minute

// dataSource is embedded in all data sources.
type dataSource struct {
	data *providerData
}

func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if req.ProviderData == nil {
		return // Terraform validates before it configures the provider.
	}
	data, ok := req.ProviderData.(*providerData)
	if !ok {
		resp.Diagnostics.AddError("Unexpected Provider Data",
			fmt.Sprintf("Expected %T, got %T. This is a bug in the provider; please report it.", d.data, req.ProviderData))
		return
	}
	d.data = data
}

func regionAttribute() schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: "Region to read in. Defaults to the provider's Region. In state, the Region that was used.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{notBlank},
	}
}

// timeoutsBlock is timeouts.BlockWithOpts with a description of the block, which
// rejects timeouts that are not positive.
func timeoutsBlock(ctx context.Context) schema.Block {
	block := timeouts.BlockWithOpts(ctx, timeouts.Opts{
		ReadDescription: "Limit for the whole read, retries included, such as `30s` or `10m`. Defaults to `5m`.",
	})
	if single, ok := block.(schema.SingleNestedBlock); ok {
		single.MarkdownDescription = "How long the read may take."
		if read, ok := single.Attributes["read"].(schema.StringAttribute); ok {
			read.Validators = append(read.Validators, positiveDuration)
			single.Attributes["read"] = read
		}
		return single
	}
	return block
}

// startRead returns what a read needs: a context with the read's timeout, which
// the caller must cancel in any case, and the client to read with, which is nil
// on an error.
func (d *dataSource) startRead(
	ctx context.Context, region types.String, limits timeouts.Value, diags *diag.Diagnostics,
) (context.Context, context.CancelFunc, *awsclient.Client) {
	timeout, problems := limits.Read(ctx, defaultReadTimeout)
	diags.Append(problems...)
	ctx, cancel := awsclient.WithTimeout(awsclient.WithLogger(ctx), timeout)
	if problems.HasError() {
		return ctx, cancel, nil
	}
	return ctx, cancel, d.client(region, diags)
}

// client returns the client for the data source's region, or else for the
// provider's. It returns nil on an error.
func (d *dataSource) client(region types.String, diags *diag.Diagnostics) *awsclient.Client {
	if d.data == nil {
		diags.AddError("Unconfigured Provider", "The provider was asked to read before it was configured. This is a bug in Terraform or in the provider; please report it.")
		return nil
	}
	if len(d.data.unknown) > 0 {
		diags.AddError("Provider Configuration Not Known Yet", fmt.Sprintf(
			"Nothing was read, because the provider block has values that are only known after apply: %s. Reading without them could reach another account or Region.\n\n"+
				"Create what they come from first (terraform apply -target=ADDRESS, then terraform apply), set them from variables or data sources, "+
				"or make the data source wait for apply too (depends_on with the resource that they come from).",
			strings.Join(d.data.unknown, ", ")))
		return nil
	}
	if region.IsNull() {
		return d.data.clients.Client(d.data.clients.Region())
	}
	if err := d.data.clients.ValidateRegion(region.ValueString()); err != nil {
		diags.AddAttributeError(path.Root("region"), "Invalid AWS Region", err.Error()+".")
		return nil
	}
	return d.data.clients.Client(region.ValueString())
}

// warningDays returns how many days before a certificate expires to warn.
func (d *dataSource) warningDays(own types.Number) int64 {
	if own.IsNull() {
		return d.data.expirationWarningDays
	}
	return int64OrZero(own)
}
