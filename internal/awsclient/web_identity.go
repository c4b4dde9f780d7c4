package awsclient

import (
	"fmt"
	"strings"

	"github.com/hashicorp/aws-sdk-go-base/v2/diag"
)

// explainWebIdentity explains an error about a web identity token, or returns nil
// if err is about something else. The SDK has a type for none of these but the
// service's.
func explainWebIdentity(err error) diag.Diagnostic {
	const files = "web_identity_token_file in the provider block or the profile, or AWS_WEB_IDENTITY_TOKEN_FILE"
	request := innermost(err)
	switch {
	case request != nil && request.OperationName == "AssumeRoleWithWebIdentity" && kindOfCode(errorCode(request)) == CredentialsExpired:
		return diag.NewErrorDiagnostic("Web Identity Token Has Expired", fmt.Sprintf(
			"STS rejected the web identity token because it has expired. Get a new one where it comes from (web_identity_token in the provider block, TF_AWS_WEB_IDENTITY_TOKEN, or the file named by %s) and run Terraform again.\n\nCause: %s",
			files, credentialCause(err)))
	case strings.Contains(err.Error(), "failed to retrieve jwt"):
		return diag.NewErrorDiagnostic("Web Identity Token Not Read", fmt.Sprintf(
			"The file with the web identity token cannot be read. Correct its path (%s), or the file.\n\nCause: %s", files, credentialCause(err)))
	case strings.Contains(err.Error(), "role ARN is not set"):
		return diag.NewErrorDiagnostic("Missing Role ARN", fmt.Sprintf(
			"AWS_WEB_IDENTITY_TOKEN_FILE is set, but no role to assume with the token. Set AWS_ROLE_ARN, or remove the variable.\n\nCause: %s", credentialCause(err)))
	default:
		return nil
	}
}
