package awsclient

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/aws-sdk-go-base/v2/diag"
)

// endpointSettings names every setting that can replace API Gateway's default
// endpoint.
const endpointSettings = "endpoints { apigateway } in the provider block, AWS_ENDPOINT_URL_API_GATEWAY, AWS_ENDPOINT_URL, or endpoint_url in the profile"

// endpointsOf names the settings outside the provider block that can replace the
// endpoint of a service, which has the SDK's id, such as SSO OIDC.
func endpointsOf(service string) string {
	variable := "AWS_ENDPOINT_URL_" + strings.ToUpper(strings.ReplaceAll(service, " ", "_"))
	return variable + ", AWS_ENDPOINT_URL, or endpoint_url in the profile"
}

// checkEndpoint reports what would fail with every request: an address that is
// not a URL, which the SDK would retry, and the combination of settings that it
// rejects without naming them.
func (c *Clients) checkEndpoint() diag.Diagnostic {
	client := c.Client(c.config.Region)
	if client.endpoint == "" {
		return nil
	}
	if u, err := url.Parse(client.endpoint); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return diag.NewErrorDiagnostic("Invalid Endpoint", fmt.Sprintf(
			"API Gateway's endpoint is set to %q, which is not an http or https URL with a host. Correct or remove it where it is set (%s).",
			printable(WithoutUserinfo(client.endpoint)), endpointSettings))
	}
	fips, dualStack := client.variant.UseFIPSEndpoint == aws.FIPSEndpointStateEnabled, client.variant.UseDualStackEndpoint == aws.DualStackEndpointStateEnabled
	if !fips && !dualStack {
		return nil
	}
	return conflictingEndpoint("API Gateway's endpoint is set to "+printable(client.endpoint), fips, endpointSettings)
}

// endpointConflict returns the diagnostic for a custom endpoint, together with
// FIPS or dual-stack, of a service that issues credentials. It is nil if err is
// about something else. The SDK has no type for this error.
func endpointConflict(err error) diag.Diagnostic {
	request := innermost(err)
	_, rule, _ := strings.Cut(err.Error(), "endpoint rule error, ")
	if request == nil || !strings.Contains(rule, "custom endpoint") {
		return nil
	}
	return conflictingEndpoint(fmt.Sprintf("The endpoint of %s is set", request.ServiceID), strings.Contains(rule, "FIPS"), endpointsOf(request.ServiceID))
}

// conflictingEndpoint returns the error for a custom endpoint together with FIPS
// or, if fips is false, dual-stack. settings names where the endpoint can be set.
func conflictingEndpoint(isSet string, fips bool, settings string) diag.Diagnostic {
	argument, variable := "use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT"
	if fips {
		argument, variable = "use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"
	}
	return diag.NewErrorDiagnostic("Conflicting Endpoint Settings", fmt.Sprintf(
		"%s, and %s (or %s) asks for another address; the AWS SDK accepts only one of the two. Remove %s, or remove the endpoint (%s).",
		isSet, argument, variable, argument, settings))
}
