package provider

import (
	"context"
	"fmt"
	"math"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// wholeNumber wants a number from 0 to this one. It goes with a NumberAttribute: an Int64Attribute calls a fraction an error in the
// provider, to be reported to its developers.
type wholeNumber int64

// anyWholeNumber has no limit that anybody would reach.
const anyWholeNumber wholeNumber = math.MaxInt64

// Description says what a number has to be.
func (maximum wholeNumber) Description(context.Context) string {
	if maximum == anyWholeNumber {
		return "a whole number, 0 or more"
	}
	return fmt.Sprintf("a whole number from 0 to %d", maximum)
}

// MarkdownDescription says the same.
func (maximum wholeNumber) MarkdownDescription(ctx context.Context) string {
	return maximum.Description(ctx)
}

// ValidateNumber adds an error on the attribute that names the number.
func (maximum wholeNumber) ValidateNumber(ctx context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	number := req.ConfigValue.ValueBigFloat()
	if n, accuracy := number.Int64(); accuracy != big.Exact || n < 0 || n > int64(maximum) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid Attribute Value",
			fmt.Sprintf("Attribute %s must be %s, got: %s.", frameworkPath(req.Path), maximum.Description(ctx), number.Text('g', 20)))
	}
}

// int64OrZero is a number that wholeNumber has let pass; 0 when it is not set.
func int64OrZero(number types.Number) int64 {
	if number.IsNull() || number.IsUnknown() {
		return 0
	}
	n, _ := number.ValueBigFloat().Int64()
	return n
}
