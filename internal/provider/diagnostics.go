package provider

import (
	"errors"
	"fmt"
	"strings"

	basediag "github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"terraform-provider-apigateway/internal/awsclient"
)

// fromBase converts the diagnostics of aws-sdk-go-base. Its warning about proxies
// does not name the arguments and is reworded.
func fromBase(all basediag.Diagnostics) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, d := range all {
		switch {
		case d.Severity() != basediag.SeverityWarning:
			diags.AddError(d.Summary(), d.Detail())
		case d.Summary() == "Missing HTTPS Proxy":
			diags.AddAttributeWarning(path.Root("http_proxy"), "No Proxy for HTTPS",
				"http_proxy is for HTTP only, but AWS is called over HTTPS: those requests bypass the proxy, because neither https_proxy nor HTTPS_PROXY is set. "+
					"Set https_proxy in the provider block to the proxy for them, or to \"\" for none.")
		default:
			diags.AddWarning(d.Summary(), d.Detail())
		}
	}
	return diags
}

// readError returns the diagnostic for a failed read, on the id if that is to
// blame.
func readError(err error) diag.Diagnostic {
	failed, ok := errors.AsType[*awsclient.Error](err)
	if !ok {
		return diag.NewErrorDiagnostic("Client Certificate Not Read", err.Error())
	}
	if failed.Kind == awsclient.NotFound {
		return diag.NewAttributeErrorDiagnostic(path.Root("client_certificate_id"), failed.Summary, failed.Detail)
	}
	return diag.NewErrorDiagnostic(failed.Summary, failed.Detail)
}

// maxListed is how many certificates a diagnostic lists at most.
const maxListed = 10

// bullets returns one line per item, up to maxListed. Each starts with its line
// break.
func bullets[T any](all []T, line func(T) string) string {
	var b strings.Builder
	for _, item := range all[:min(len(all), maxListed)] {
		b.WriteString("\n  " + line(item))
	}
	if left := len(all) - maxListed; left > 0 {
		fmt.Fprintf(&b, "\n  … and %d more", left)
	}
	return b.String()
}

func counted(n int) string {
	if n == 1 {
		return "1 client certificate"
	}
	return fmt.Sprintf("%d client certificates", n)
}

func quotedOrNone(description *string) string {
	if description == nil {
		return "no description"
	}
	return fmt.Sprintf("%q", *description)
}
