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

// defaultReadTimeout is how long a read may take, retries included, unless
// timeouts says otherwise.
const defaultReadTimeout = 5 * time.Minute

// dataSource is what all data sources have in common.
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
		MarkdownDescription: "Region to read in, where it is not the provider's. In state, the one that was used.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{notBlank},
	}
}

// timeoutsBlock is timeouts.BlockWithOpts with a description of the block too,
// and without times in which nothing can be read.
func timeoutsBlock(ctx context.Context) schema.Block {
	block := timeouts.BlockWithOpts(ctx, timeouts.Opts{
		ReadDescription: "Limit for the whole read, retries included, such as `30s` or `10m`. `5m` unless set.",
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

// startRead returns what a read needs: a context that ends when the time that it may take is up, and the client to read with, nil on an
// error. The context is to be canceled in any case.
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

// client returns the client of the region that the data source names, or else
// of the provider's. On an error it returns nil.
func (d *dataSource) client(region types.String, diags *diag.Diagnostics) *awsclient.Client {
	if d.data == nil {
		diags.AddError("Unconfigured Provider", "The provider was asked to read before it was configured. This is a bug in Terraform or in the provider; please report it.")
		return nil
	}
	if len(d.data.unknown) > 0 {
		diags.AddError("Provider Configuration Not Known Yet", fmt.Sprintf(
			"Nothing was read, since the provider block has values that are only known after an apply: %s. Reading without them could reach another account or Region.\n\n"+
				"Create first what they come from (terraform apply -target=ADDRESS, and then terraform apply), set them from variables or from data sources, "+
				"or let the data source wait for apply too (depends_on with the resource that they come from).",
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

// warningDays is how many days ahead an expiration is announced.
func (d *dataSource) warningDays(own types.Number) int64 {
	if own.IsNull() {
		return d.data.expirationWarningDays
	}
	return int64OrZero(own)
}
