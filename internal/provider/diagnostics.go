package provider

import (
	"errors"

	basediag "github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-apigateway/internal/awsclient"
)

// fromBase translates the diagnostics of the configuration library, the
// warnings too.
func fromBase(all basediag.Diagnostics) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, d := range all {
		if d.Severity() == basediag.SeverityWarning {
			diags.AddWarning(d.Summary(), d.Detail())
			continue
		}
		diags.AddError(d.Summary(), d.Detail())
	}
	return diags
}

// readError is the diagnostic for a failed read. What the argument at selector
// is to blame for stands there.
func readError(err error, selector path.Path) diag.Diagnostic {
	failed, ok := errors.AsType[*awsclient.Error](err)
	if !ok {
		return diag.NewErrorDiagnostic("Client Certificate Not Read", err.Error())
	}
	if failed.Kind == awsclient.NotFound {
		return diag.NewAttributeErrorDiagnostic(selector, failed.Summary, failed.Detail)
	}
	return diag.NewErrorDiagnostic(failed.Summary, failed.Detail)
}
