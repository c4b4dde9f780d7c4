package awsclient

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"

	"terraform-provider-apigateway/internal/emulator"
)

// TestEnvironmentIsLocked checks that no other configuration is loaded while the
// environment has one provider block's role.
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

// TestSignInExpired checks that only errors that signing in again can fix are
// taken for an expired sign-in.
func TestSignInExpired(t *testing.T) {
	t.Parallel()
	refresh := func(err error) error {
		return fmt.Errorf("refresh cached SSO token failed, unable to refresh SSO token, %w", &smithy.OperationError{ServiceID: "SSO OIDC", OperationName: "CreateToken", Err: err})
	}
	refused := func(service, code string) error {
		return &smithy.OperationError{ServiceID: service, Err: &smithy.GenericAPIError{Code: code}}
	}
	for name, tc := range map[string]struct {
		err  error
		want bool
	}{
		"too old":                   {fmt.Errorf("get credentials: %w", &ssocreds.InvalidTokenError{}), true},
		"never begun":               {errors.New("failed to read cached SSO token file, open /home/…: no such file or directory"), true},
		"not to be renewed":         {refresh(&smithy.GenericAPIError{Code: "InvalidGrantException"}), true},
		"nobody there to renew it":  {refresh(dial(syscall.ECONNREFUSED)), false},
		"a failure to renew it":     {refresh(&smithy.GenericAPIError{Code: "InternalServerException"}), false},
		"ended by the service":      {refused("SSO", "UnauthorizedException"), true},
		"no such role":              {refused("SSO", "ForbiddenException"), false},
		"another service's refusal": {refused("STS", "UnauthorizedException"), false},
		"no request":                {errors.New("EOF"), false},
	} {
		if got := signInExpired(tc.err); got != tc.want {
			t.Errorf("%s: got %t, want %t", name, got, tc.want)
		}
	}
}

// TestProfileName checks that the provider block's profile takes precedence over
// the environment's.
func TestProfileName(t *testing.T) { //nolint:paralleltest // It sets the environment.
	for _, tc := range []struct{ argument, profile, defaultProfile, want, login string }{
		{"block", "one", "two", "block", "aws sso login --profile block"},
		{"", "one", "two", "one", "aws sso login --profile one"},
		{"", "", "two", "two", "aws sso login --profile two"},
		{"", "", "", "default", "aws sso login"},
	} {
		t.Setenv("AWS_PROFILE", tc.profile)
		t.Setenv("AWS_DEFAULT_PROFILE", tc.defaultProfile)
		if got := profileName(tc.argument); got != tc.want {
			t.Errorf("%+v: got %q", tc, got)
		}
		if got := forProfile(t.Context(), "aws sso login", Settings{Config: awsbase.Config{Profile: tc.argument}}); got != tc.login {
			t.Errorf("%+v: got %q", tc, got)
		}
	}
}
