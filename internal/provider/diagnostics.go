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

// fromBase translates the diagnostics of the configuration library, the
// warnings too. Its one about proxies names neither argument.
func fromBase(all basediag.Diagnostics) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, d := range all {
		switch {
		case d.Severity() != basediag.SeverityWarning:
			diags.AddError(d.Summary(), d.Detail())
		case d.Summary() == "Missing HTTPS Proxy":
			diags.AddAttributeWarning(path.Root("http_proxy"), "No Proxy for HTTPS",
				"http_proxy is for HTTP alone, and AWS is asked over HTTPS: those requests go without a proxy, since neither https_proxy nor HTTPS_PROXY is set. "+
					"Set https_proxy in the provider block to the proxy for them, or to \"\" where there is to be none.")
		default:
			diags.AddWarning(d.Summary(), d.Detail())
		}
	}
	return diags
}

// readError is the diagnostic for a failed read. What the id is to blame for
// stands there.
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

// maxListed is how many of several certificates a diagnostic lists.
const maxListed = 10

// bullets is a line for each of all, as far as they fit into a diagnostic. Each
// begins with its line end.
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
