package awsclient

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/diag"
)

// verifyAccount calls STS to identify the caller, and compares the account with
// the lists in base. The base library's function for this also calls IAM, and
// would link in all 180 operations of IAM: 5 MB.
func verifyAccount(ctx context.Context, config aws.Config, base awsbase.Config) diag.Diagnostics {
	client := sts.NewFromConfig(config, func(o *sts.Options) {
		if base.StsRegion != "" {
			o.Region = base.StsRegion
		}
		if base.StsEndpoint != "" {
			o.BaseEndpoint = &base.StsEndpoint
			// The SDK rejects a custom endpoint together with these. For roles, the
			// base library turns them off too.
			o.EndpointOptions.UseFIPSEndpoint = aws.FIPSEndpointStateDisabled
			o.EndpointOptions.UseDualStackEndpoint = aws.DualStackEndpointStateDisabled
		}
	})
	var diags diag.Diagnostics
	caller, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return diags.AddSimpleError(fmt.Errorf("validating provider credentials: %w", err))
	}
	account := aws.ToString(caller.Account)
	if err := base.VerifyAccountIDAllowed(account); err != nil {
		return diags.AddError("AWS Account Not Allowed", fmt.Sprintf(
			"The credentials belong to account %s, which allowed_account_ids or forbidden_account_ids in the provider block excludes. Nothing was read. Use credentials of another account, or correct the list.", account))
	}
	return diags
}

// explainSTS explains a failed request to STS, of any of the three operations.
func explainSTS(d diag.DiagnosticWithErr, request *smithy.OperationError, settings Settings) diag.Diagnostic {
	if !isVerdict(request) {
		return explainNoVerdict(request, settings)
	}
	cause := credentialCause(request)
	if request.OperationName == "GetCallerIdentity" {
		return diag.NewErrorDiagnostic("AWS Credentials Not Verified", fmt.Sprintf(
			"STS did not say which account the credentials from %s belong to, which an account list or skip_credentials_validation = false in the provider block requires. Nothing was read.\n\nCause: %s",
			credentialOrigin(settings), cause))
	}
	which := fmt.Sprintf("The role named by the profile (%s) or AWS_ROLE_ARN", profileName(settings.Profile))
	if !awsbase.IsNoValidCredentialSourcesError(d) {
		which = "The role " + failedRole(d, settings)
	}
	if kindOfCode(errorCode(request)) == CredentialsInvalid {
		return diag.NewErrorDiagnostic("Invalid AWS Credentials", fmt.Sprintf(
			"%s was not assumed because STS rejected the credentials from %s or the signature made with them. Check that access key, secret key and session token belong together and to the AWS partition of the role, and that the clock of this machine is right.\n\nCause: %s",
			which, credentialOrigin(settings), cause))
	}
	return diag.NewErrorDiagnostic("AWS Role Cannot Be Assumed", fmt.Sprintf(
		"%s could not be assumed. Check that it exists, that its trust policy names the caller (with the external id and the tags, if it requires them), and that the caller may call sts:%s on it.\n\nCause: %s",
		which, request.OperationName, cause))
}

// isVerdict reports whether STS decided about the request, rather than failing.
func isVerdict(err error) bool {
	code := errorCode(err)
	return code != "" && code != unknownError && !isThrottled(err) && statusCode(err) < http.StatusInternalServerError
}

// explainNoVerdict explains a request that STS did not decide about, which says
// nothing about the role or the credentials.
func explainNoVerdict(request *smithy.OperationError, settings Settings) diag.Diagnostic {
	cause := rootText(request)
	if code := errorCode(request); code != "" && code != unknownError {
		cause = credentialCause(request)
	}
	to := ""
	if address := cmp.Or(sentTo(request), settings.StsEndpoint); address != "" {
		to = fmt.Sprintf(" Requests go to %s.", printable(strings.TrimSuffix(address, "/")))
	}
	if kind := kindOfTransport(request); kind == Throttled || kind == Unavailable {
		return diag.NewErrorDiagnostic("STS Unavailable", fmt.Sprintf(
			"STS throttled sts:%s or failed with a server error; the role and the credentials may be fine. Nothing was read. Try again in a few minutes; https://health.aws.amazon.com shows the state of the service.%s\n\nCause: %s",
			request.OperationName, to, cause))
	}
	return diag.NewErrorDiagnostic("STS Cannot Be Reached", fmt.Sprintf(
		"STS did not respond to sts:%s; the role and the credentials may be fine. Nothing was read.%s Check the network of this machine, the address (endpoints { sts } in the provider block, %s, or else sts_region or region), "+
			"the proxy (http_proxy, https_proxy and no_proxy in the provider block or the environment), and the trusted certificate authorities (custom_ca_bundle or AWS_CA_BUNDLE).\n\nCause: %s",
		request.OperationName, to, endpointsOf(request.ServiceID), cause))
}

// sentTo returns the URL of the request that err is about, or "" if there is none.
func sentTo(err error) string {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return failed.URL
	}
	if responded, ok := errors.AsType[*awshttp.ResponseError](err); ok && responded.Response != nil && responded.Response.Request != nil {
		return responded.Response.Request.URL.String()
	}
	return ""
}

// failedRole returns the ARN of the role in the provider block that d is about.
// The base library has it only in the text.
func failedRole(d diag.Diagnostic, settings Settings) string {
	for _, role := range settings.AssumeRole {
		if strings.Contains(d.Detail(), "("+role.RoleARN+")") {
			return role.RoleARN
		}
	}
	if role := settings.AssumeRoleWithWebIdentity; role != nil {
		return role.RoleARN
	}
	return "in the provider block"
}
