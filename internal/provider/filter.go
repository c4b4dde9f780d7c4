package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"terraform-provider-apigateway/internal/clientcertificate"
)

// filterModel is the filter argument. Selectors and results have different
// names: an argument that is also a result would be planned as the selector
// while a read waits for apply, and Terraform would reject what the read finds.
type filterModel struct {
	Description types.String `tfsdk:"description"`
	Tags        types.Map    `tfsdk:"tags"`
}

func filterAttribute(description string) schema.Attribute {
	return schema.SingleNestedAttribute{
		MarkdownDescription: description,
		Optional:            true,
		Validators:          []validator.Object{filterNotEmpty{}},
		Attributes: map[string]schema.Attribute{
			"description": schema.StringAttribute{
				MarkdownDescription: "Exact description of the certificate.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"tags": schema.MapAttribute{
				MarkdownDescription: "Tags that the certificate must have, each with the given value. It may have others. Tags in the provider's `ignore_tags` can be used here.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators:          []validator.Map{mapvalidator.SizeAtLeast(1), mapvalidator.NoNullValues()},
			},
		},
	}
}

// filterNotEmpty rejects a filter that would match everything: to match
// everything, omit it.
type filterNotEmpty struct{}

// Description says what a filter must have.
func (filterNotEmpty) Description(context.Context) string {
	return "at least one of description and tags must be set"
}

// MarkdownDescription returns Description.
func (v filterNotEmpty) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateObject adds an error if everything in the filter is null.
func (v filterNotEmpty) ValidateObject(ctx context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	for _, condition := range req.ConfigValue.Attributes() {
		if !condition.IsNull() {
			return
		}
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Empty Filter", "In "+req.Path.String()+", "+v.Description(ctx)+".")
}

// expandFilter returns the filter that object describes. A null object matches
// everything.
func expandFilter(ctx context.Context, object types.Object) (clientcertificate.Filter, diag.Diagnostics) {
	if object.IsNull() {
		return clientcertificate.Filter{}, nil
	}
	var model filterModel
	diags := object.As(ctx, &model, basetypes.ObjectAsOptions{})
	if diags.HasError() {
		return clientcertificate.Filter{}, diags
	}
	expand := expander{ctx: ctx}
	filter := clientcertificate.Filter{
		Description: model.Description.ValueStringPointer(),
		Tags:        expand.stringMap(model.Tags),
	}
	return filter, append(diags, expand.diags...)
}
