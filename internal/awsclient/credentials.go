package awsclient

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/diag"
)

// explainCredentials replaces the base library's diagnostics with ones that say
// what to do, if the cause is known.
func explainCredentials(ctx context.Context, diags diag.Diagnostics, settings Settings) diag.Diagnostics {
	var explained diag.Diagnostics
	for _, d := range diags {
		if withErr, ok := d.(diag.DiagnosticWithErr); ok {
			d = explainCredential(ctx, withErr, settings)
		}
		explained = explained.Append(d)
	}
	return explained
}

func explainCredential(ctx context.Context, d diag.DiagnosticWithErr, settings Settings) diag.Diagnostic {
	err := d.Err()
	if profile, ok := errors.AsType[config.SharedConfigProfileNotExistError](err); ok {
		return diag.NewErrorDiagnostic("AWS Profile Not Found", fmt.Sprintf(
			"The profile %q is not in any of the shared configuration and credentials files. Correct %s, or the files.\n\nCause: %s",
			profile.Profile, profileSetting(err), credentialCause(err)))
	}
	if d := explainSignIn(ctx, err, settings); d != nil {
		return d
	}
	if d := explainWebIdentity(err); d != nil {
		return d
	}
	// The SDK has no type for this error. STS is called before New checks the
	// Region of API Gateway.
	if strings.Contains(err.Error(), "Missing Region") {
		return missingRegion()
	}
	if kindOfCode(errorCode(err)) == CredentialsExpired {
		return diag.NewErrorDiagnostic("AWS Credentials Have Expired", fmt.Sprintf(
			"The credentials from %s are temporary and have expired. Get new ones and run Terraform again.\n\nCause: %s",
			credentialOrigin(settings), credentialCause(err)))
	}
	if conflict := endpointConflict(err); conflict != nil {
		return conflict
	}
	if request := innermost(err); request != nil && request.ServiceID == "STS" && !isIdentity(request.Err) {
		return explainSTS(d, request, settings)
	}
	if awsbase.IsNoValidCredentialSourcesError(d) {
		return diag.NewErrorDiagnostic("No Valid AWS Credentials", fmt.Sprintf(
			"No source has valid credentials. The sources, in order of precedence: access_key and secret_key in the provider block; profile in the provider block, which excludes the keys, the token file and the profile in the environment; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; "+
				"AWS_WEB_IDENTITY_TOKEN_FILE; the profile that AWS_PROFILE names, or default; the container's credentials; the EC2 instance metadata service. See the provider's documentation, under Authentication.\n\nCause: %s",
			credentialCause(err)))
	}
	if bundle := bundleAtFault(err, settings); bundle != "" {
		return diag.NewErrorDiagnostic("CA Bundle Not Loaded", fmt.Sprintf(
			"%s must be a readable file with certificates in PEM. Correct it, or remove it to trust the certificate authorities of this machine.\n\nCause: %s",
			bundle, credentialCause(err)))
	}
	if d.Detail() == "" { // The base library puts a bare error into the summary.
		return diag.NewErrorDiagnostic("Invalid AWS Configuration", fmt.Sprintf(
			"Configuring the client from the provider block, the environment and the shared files failed. Nothing was read.\n\nCause: %s", credentialCause(err)))
	}
	return d
}

// profileSetting names where a profile that does not exist is named.
func profileSetting(err error) string {
	if _, ok := errors.AsType[config.SharedConfigAssumeRoleError](err); ok {
		return "source_profile in the profile that names it"
	}
	return "profile in the provider block or AWS_PROFILE"
}

// innermost returns the request that failed, rather than the one that needed its
// result: the credentials for one can come from another. It is nil if err is not
// about a request.
func innermost(err error) *smithy.OperationError {
	var failed *smithy.OperationError
	for outer, ok := errors.AsType[*smithy.OperationError](err); ok; outer, ok = errors.AsType[*smithy.OperationError](outer.Err) {
		failed = outer
	}
	return failed
}

// credentialCause returns the service's message, or else the whole text of the
// SDK's error: its end says most.
func credentialCause(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return printable(api.ErrorCode() + ": " + api.ErrorMessage())
	}
	if profile, ok := errors.AsType[config.SharedConfigProfileNotExistError](err); ok {
		return printable(profile.Error())
	}
	if problem := outputProblem(err); problem != "" {
		return problem
	}
	return masked(strings.Join(strings.Fields(err.Error()), " "))
}

// credentialOrigin names the source of the credentials for a message.
func credentialOrigin(settings Settings) string {
	switch {
	case settings.AccessKey != "":
		return "access_key, secret_key and token in the provider block"
	case settings.Profile == "" && os.Getenv("AWS_ACCESS_KEY_ID") != "":
		return "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN in the environment"
	default:
		return fmt.Sprintf("the profile (%s), the container or the instance", profileName(settings.Profile))
	}
}

func profileName(profile string) string {
	if profile = profileOrEnvironment(profile); profile != "" {
		return profile
	}
	return "default"
}

func profileOrEnvironment(profile string) string {
	if profile != "" {
		return profile
	}
	if profile := os.Getenv("AWS_PROFILE"); profile != "" {
		return profile
	}
	return os.Getenv("AWS_DEFAULT_PROFILE")
}
