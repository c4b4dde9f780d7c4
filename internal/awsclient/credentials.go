package awsclient

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/diag"
)

func missingRegion() diag.Diagnostic {
	return diag.NewErrorDiagnostic("Missing AWS Region",
		"No region is configured, and client certificates belong to one. Set region in the provider block, AWS_REGION or AWS_DEFAULT_REGION in the environment, or region in the profile of the shared configuration file.")
}

// explainCredentials puts what a person can do in the place of the base
// library's words, where the cause is known.
func explainCredentials(diags diag.Diagnostics, settings Settings, region string) diag.Diagnostics {
	var explained diag.Diagnostics
	for _, d := range diags {
		explained = explained.Append(explainCredential(d, settings))
	}
	return explained
}

func explainCredential(d diag.Diagnostic, settings Settings) diag.Diagnostic {
	withErr, ok := d.(diag.DiagnosticWithErr)
	if !ok {
		return d
	}
	err := withErr.Err()
	if profile, ok := errors.AsType[config.SharedConfigProfileNotExistError](err); ok {
		return diag.NewErrorDiagnostic("AWS Profile Not Found", fmt.Sprintf(
			"The profile %q is in none of the shared configuration and credentials files. `aws configure list-profiles` lists those there are; correct profile in the provider block or AWS_PROFILE.\n\nCause: %s",
			profile.Profile, profile))
	}
	if _, ok := errors.AsType[*ssocreds.InvalidTokenError](err); ok {
		return diag.NewErrorDiagnostic("AWS Sign-In Has Expired", fmt.Sprintf(
			"The IAM Identity Center (SSO) session has expired, or was never begun. Sign in with `%s` and run Terraform again.\n\nCause: %s",
			ssoLogin(settings.Profile), printable(err.Error())))
	}
	switch {
	case awsbase.IsNoValidCredentialSourcesError(d):
		return diag.NewErrorDiagnostic("No Valid AWS Credentials", fmt.Sprintf(
			"None of the sources had credentials that work. They were tried in this order: access_key and secret_key in the provider block, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "+
				"AWS_WEB_IDENTITY_TOKEN_FILE, the profile (%s) in the shared files, the container's credentials, and the EC2 instance metadata service.\n\nCause: %s",
			profileName(settings.Profile), printable(err.Error())))
	default:
		return d
	}
}

func ssoLogin(profile string) string {
	if profile = profileOrEnvironment(profile); profile != "" {
		return "aws sso login --profile " + profile
	}
	return "aws sso login"
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

// verifyAccount asks STS once who the caller is, and compares the account with
// the lists that base has.
func verifyAccount(ctx context.Context, config aws.Config, base awsbase.Config) diag.Diagnostics {
	base.SkipCredsValidation = false
	account, _, diags := awsbase.GetAwsAccountIDAndPartition(ctx, config, &base)
	if diags.HasError() {
		return diags
	}
	if err := base.VerifyAccountIDAllowed(account); err != nil {
		return diags.AddError("AWS Account Not Allowed", fmt.Sprintf(
			"The credentials belong to the account %s, which allowed_account_ids or forbidden_account_ids in the provider block keep out. Nothing was read. Use credentials of another account, or correct the list.", account))
	}
	return diags
}
