package awsclient

import (
	"net/http"
	"path/filepath"
	"testing"

	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"

	"terraform-provider-apigateway/internal/emulator"
)

// TestEnvironmentIsLocked: while the role of one provider block stands in the
// environment, no other configuration is made of it.
func TestEnvironmentIsLocked(t *testing.T) {
	token := filepath.Join(t.TempDir(), "token")
	write(t, token, "header.payload.signature")
	t.Setenv("AWS_WEB_IDENTITY_TOKEN_FILE", token)
	asked := 0
	sts := startServer(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		if environment.TryRLock() {
			environment.RUnlock()
			t.Error("another configuration could be made of the environment")
		}
		w.WriteHeader(http.StatusForbidden)
	})
	_, diags := New(t.Context(), Settings{Config: awsbase.Config{
		Region:                    emulator.DefaultRegion,
		StsEndpoint:               sts.URL,
		AssumeRoleWithWebIdentity: &awsbase.AssumeRoleWithWebIdentity{RoleARN: "arn:aws:iam::111111111111:role/oidc", WebIdentityTokenFile: token},
	}})
	if !diags.HasError() || asked == 0 {
		t.Errorf("%d requests to STS, diagnostics %v", asked, diags)
	}
}
