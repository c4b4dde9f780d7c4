package awsclient

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/hashicorp/aws-sdk-go-base/v2/diag"
)

// explainSignIn explains an error that goes away by signing in again, or returns
// nil if err is about something else.
func explainSignIn(ctx context.Context, err error, settings Settings) diag.Diagnostic {
	var session, command string
	switch {
	case signInExpired(err):
		session, command = "IAM Identity Center (SSO) session", "aws sso login"
	case loginExpired(err):
		session, command = "session of `aws login`", "aws login"
	default:
		return nil
	}
	return diag.NewErrorDiagnostic("AWS Sign-In Has Expired", fmt.Sprintf(
		"The %s has expired or does not exist. Sign in with `%s` and run Terraform again.\n\nCause: %s",
		session, forProfile(ctx, command, settings), credentialCause(err)))
}

// signInExpired reports whether err goes away by signing in to IAM Identity Center
// (SSO) again.
func signInExpired(err error) bool {
	if _, ok := errors.AsType[*ssocreds.InvalidTokenError](err); ok {
		return true
	}
	request := innermost(err)
	// Errors about profiles with an sso_session have no type.
	if strings.Contains(err.Error(), "cached SSO token") {
		return request == nil || isRefusedRenewal(errorCode(request))
	}
	// A token that has not expired, but that the service no longer accepts.
	return request != nil && request.ServiceID == "SSO" && errorCode(err) == "UnauthorizedException"
}

// isRefusedRenewal reports whether the code is one with which the service refuses
// to renew a token, rather than failing to.
// https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html
func isRefusedRenewal(code string) bool {
	switch code {
	case "AccessDeniedException", "ExpiredTokenException", "InvalidClientException", "InvalidGrantException", "UnauthorizedClientException":
		return true
	default:
		return false
	}
}

// loginExpired reports whether err goes away by signing in with `aws login` again.
// The SDK has no type for these errors.
func loginExpired(err error) bool {
	return strings.Contains(err.Error(), "please reauthenticate")
}

// forProfile returns a command of the AWS CLI that signs in, with the profile to
// sign in with.
func forProfile(ctx context.Context, command string, settings Settings) string {
	if profile := signInProfile(ctx, settings); profile != "" {
		return command + " --profile " + profile
	}
	return command
}

// signInProfile returns the profile with the settings of the sign-in: the one in
// use, or the one that it names as its source_profile, which the AWS CLI does not
// look up. It is empty for the default profile.
func signInProfile(ctx context.Context, settings Settings) string {
	name := profileOrEnvironment(settings.Profile)
	if name == "" {
		return ""
	}
	profile, err := config.LoadSharedConfigProfile(ctx, name, func(o *config.LoadSharedConfigOptions) {
		o.ConfigFiles = filesOrEnvironment(settings.SharedConfigFiles, "AWS_CONFIG_FILE")
		o.CredentialsFiles = filesOrEnvironment(settings.SharedCredentialsFiles, "AWS_SHARED_CREDENTIALS_FILE")
	})
	if err != nil {
		return name
	}
	for signIn := &profile; signIn != nil; signIn = signIn.Source {
		if signIn.SSOSession != nil || signIn.SSOStartURL != "" {
			return signIn.Profile
		}
	}
	return name
}

func filesOrEnvironment(files []string, variable string) []string {
	if file := os.Getenv(variable); len(files) == 0 && file != "" {
		return []string{file}
	}
	return files
}
