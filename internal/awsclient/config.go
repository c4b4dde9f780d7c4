package awsclient

import (
	"context"
	"os"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/diag"
)

// environment is locked while the environment has a value meant for only one
// provider block. With -debug, one process serves several.
var environment sync.RWMutex

// getConfig loads the configuration with the base library. If the environment
// has a web identity token but no role, getConfig sets the provider block's role
// there during the call: the SDK rejects a token without a role before the base
// library replaces both with those of the block.
func getConfig(ctx context.Context, base *awsbase.Config) (context.Context, aws.Config, diag.Diagnostics) {
	const variable = "AWS_ROLE_ARN"
	role := base.AssumeRoleWithWebIdentity
	if role == nil || os.Getenv("AWS_WEB_IDENTITY_TOKEN_FILE") == "" {
		environment.RLock()
		defer environment.RUnlock()
		return awsbase.GetAwsConfig(ctx, base)
	}
	environment.Lock()
	defer environment.Unlock()
	if os.Getenv(variable) == "" {
		if err := os.Setenv(variable, role.RoleARN); err != nil {
			return ctx, aws.Config{}, diag.Diagnostics{}.AddSimpleError(err)
		}
		defer func() { _ = os.Unsetenv(variable) }() // Fails only for an invalid name.
	}
	return awsbase.GetAwsConfig(ctx, base)
}
