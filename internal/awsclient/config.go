package awsclient

import (
	"context"
	"os"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/diag"
)

// environment is locked while the environment says what holds for one provider
// block only. Under -debug, one process has several.
var environment sync.RWMutex

// getConfig has the base library find credentials and the rest. Where the
// environment has a token and no role, the SDK gets that of the provider block
// meanwhile: it looks at both before the base library puts the block in their
// place, and refuses the one without the other.
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
		defer func() { _ = os.Unsetenv(variable) }() // It fails for names that are none only.
	}
	return awsbase.GetAwsConfig(ctx, base)
}
