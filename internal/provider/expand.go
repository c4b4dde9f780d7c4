package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// expander converts Terraform's collections to Go's and collects diagnostics, so
// that a whole block can be converted in one expression.
type expander struct {
	ctx   context.Context
	diags diag.Diagnostics
}

// collection is a list or a set.
type collection interface {
	attr.Value
	ElementsAs(ctx context.Context, target any, allowUnhandled bool) diag.Diagnostics
}

// strings returns the non-empty strings in a list or set, or nil if it is null
// or unknown. Those of a set are sorted.
func (e *expander) strings(from collection) []string {
	texts := slices.DeleteFunc(elements[string](e, from), func(text string) bool { return text == "" })
	if _, ok := from.(types.Set); ok {
		slices.Sort(texts)
	}
	return texts
}

func (e *expander) stringMap(from types.Map) map[string]string {
	if from.IsNull() || from.IsUnknown() {
		return nil
	}
	var texts map[string]string
	e.diags.Append(from.ElementsAs(e.ctx, &texts, false)...)
	return texts
}

// elements returns the elements of a list or set, or nil if it is null or
// unknown.
func elements[T any](e *expander, from collection) []T {
	if from.IsNull() || from.IsUnknown() {
		return nil
	}
	var all []T
	e.diags.Append(from.ElementsAs(e.ctx, &all, false)...)
	return all
}
