package provider

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"terraform-provider-apigateway/internal/clientcertificate"
)

func expirationWarningDaysAttribute() schema.Attribute {
	return schema.NumberAttribute{
		MarkdownDescription: "A plan warns if a certificate expires within this many days or has expired. Defaults to the provider's `expiration_warning_days`; `0` turns the warning off.",
		Optional:            true,
		Validators:          []validator.Number{anyWholeNumber},
	}
}

// rotationSteps is what to do about a certificate that expires.
const rotationSteps = "Certificates cannot be renewed. To rotate without an outage:\n" +
	"  1. Generate a new client certificate with the same tags.\n" +
	"  2. Make every backend accept both, and only then move the stages to the new one.\n" +
	"  3. Delete the old one once no stage uses it."

// expirationWarning returns one warning for all certificates that have expired
// by now or will within the given number of days, if there are any. None of it
// may go into state, which would then change from day to day.
func expirationWarning(at path.Path, all []clientcertificate.Inspected, now time.Time, days int64, region string) diag.Diagnostics {
	expiring := clientcertificate.Expiring(all, now, days)
	if len(expiring) == 0 {
		return nil
	}
	var expired int
	for _, e := range expiring {
		if e.Expired {
			expired++
		}
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(at, expirationSummary(len(expiring), expired), fmt.Sprintf(
		"In %s:%s\n\n%s", region, bullets(expiring, expiryLine), rotationSteps))}
}

func expirationSummary(expiring, expired int) string {
	switch {
	case expiring == 1 && expired == 1:
		return "Client Certificate Expired"
	case expiring == 1:
		return "Client Certificate Expires Soon"
	case expired == 0:
		return fmt.Sprintf("%d Client Certificates Expire Soon", expiring)
	case expired == expiring:
		return fmt.Sprintf("%d Client Certificates Expired", expired)
	default:
		return fmt.Sprintf("%d Client Certificates Expired or Expire Soon", expiring)
	}
}

func expiryLine(e clientcertificate.Expiry) string {
	days := fmt.Sprintf("%d days", e.Days)
	switch e.Days {
	case 0:
		days = "less than a day"
	case 1:
		days = "1 day"
	}
	when := fmt.Sprintf("expires in %s", days)
	if e.Expired {
		when = fmt.Sprintf("expired %s ago", days)
	}
	return fmt.Sprintf("%s (%s) %s, on %s", e.Certificate.ID, quotedOrNone(e.Certificate.Description), when, e.At.Format(time.RFC3339))
}
