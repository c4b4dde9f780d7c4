package provider

import (
	"context"
	"fmt"
	"math"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// wholeNumber is a validator that requires a whole number from 0 to this one. It
// is for a NumberAttribute: an Int64Attribute reports a fraction as a bug in the
// provider.
type wholeNumber int64

// anyWholeNumber has no limit in practice.
const anyWholeNumber wholeNumber = math.MaxInt64

// Description says what a number must be.
func (maximum wholeNumber) Description(context.Context) string {
	if maximum == anyWholeNumber {
		return "a whole number, 0 or more"
	}
	return fmt.Sprintf("a whole number from 0 to %d", maximum)
}

// MarkdownDescription returns Description.
func (maximum wholeNumber) MarkdownDescription(ctx context.Context) string {
	return maximum.Description(ctx)
}

// ValidateNumber adds an error on the attribute if the number is not allowed.
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

// int64OrZero returns a number that wholeNumber has accepted, or 0 if it is not
// set.
func int64OrZero(number types.Number) int64 {
	if number.IsNull() || number.IsUnknown() {
		return 0
	}
	n, _ := number.ValueBigFloat().Int64()
	return n
}
