package provider

import (
	"crypto/sha1"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/aws-sdk-go-base/v2/servicemocks"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

const ssoProfile = `
[profile single-sign-on]
region = eu-west-1
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 111111111111
sso_role_name = Reader
`

func TestCredentials_sso(t *testing.T) {
	if err := servicemocks.SsoTestSetup(t, "https://example.awsapps.com/start"); err != nil {
		t.Fatal(err)
	}
	stop, address := servicemocks.SsoCredentialsApiMock()
	t.Cleanup(stop)
	t.Setenv("AWS_CONFIG_FILE", textFile(t, ssoProfile))
	server := emulatortest.Start(t, emulator.Options{
		AccessKeyID: servicemocks.MockSsoAccessKeyID, SecretAccessKey: servicemocks.MockSsoSecretAccessKey, SessionToken: servicemocks.MockSsoSessionToken,
	})
	id := emulatortest.Generate(t, server, emulator.DefaultRegion, "", nil).ID
	if found := newProtocol(t).read(merged(t, endpointsTo(server, "sso", address), `{"profile":"single-sign-on"}`), id); len(found) > 0 {
		t.Errorf("findings: %v", found)
	}
}

// TestCredentials_ssoSignInExpired has both kinds of profiles, without a token,
// with an old one, and with one that the service has revoked.
func TestCredentials_ssoSignInExpired(t *testing.T) {
	const session = `
[profile single-sign-on]
region = eu-west-1
sso_session = company
sso_account_id = 111111111111
sso_role_name = Reader
[sso-session company]
sso_region = eu-west-1
sso_start_url = https://example.awsapps.com/start
`
	ended := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Amzn-ErrorType", "UnauthorizedException")
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"message":"Session token not found or invalid"}`)
	}))
	t.Cleanup(ended.Close)
	for name, test := range map[string]struct {
		profiles string
		signedIn bool
		expired  string // The name of an expired token in the cache.
		login    string // The profile to sign in with, if it is not the one in use.
	}{
		"no token":                     {profiles: ssoProfile},
		"no token of a session":        {profiles: session},
		"an old token":                 {profiles: ssoProfile, expired: "https://example.awsapps.com/start"},
		"an old token of a session":    {profiles: session, expired: "company"},
		"a token that no longer works": {profiles: ssoProfile, signedIn: true},
		"a token that no longer works, for a role": {
			profiles: strings.Replace(ssoProfile, "single-sign-on", "person", 1) + "[profile single-sign-on]\nrole_arn = " + aRoleARN + "\nsource_profile = person\n",
			signedIn: true,
			login:    "person",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if test.login == "" {
				test.login = "single-sign-on"
			}
			home := t.TempDir()
			t.Setenv("HOME", home)
			if test.expired != "" {
				cacheToken(t, home, test.expired, `{"accessToken":"old","expiresAt":"2020-01-01T00:00:00Z"}`)
			}
			if test.signedIn {
				if err := servicemocks.SsoTestSetup(t, "https://example.awsapps.com/start"); err != nil {
					t.Fatal(err)
				}
			}
			t.Setenv("AWS_CONFIG_FILE", textFile(t, test.profiles))
			t.Setenv("AWS_PROFILE", "single-sign-on")
			found := newProtocol(t).configure(fmt.Sprintf(`{"endpoints":[{"sso":%q}]}`, ended.URL))
			expectOne(t, found, "AWS Sign-In Has Expired", "Sign in with `aws sso login --profile "+test.login+"` and run Terraform again.")
		})
	}
}

// TestCredentials_loginExpired has a profile for "aws login" with which nobody has
// signed in.
func TestCredentials_loginExpired(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("AWS_CONFIG_FILE", textFile(t, "[profile person]\nregion = eu-west-1\nlogin_session = arn:aws:iam::111111111111:user/person\n"))
	found := newProtocol(t).configure(`{"profile":"person"}`)
	expectOne(t, found, "AWS Sign-In Has Expired", "Sign in with `aws login --profile person` and run Terraform again.")
}

// TestCredentials_ssoEndpointWithPassword has an address that the SDK quotes
// because it cannot parse it.
func TestCredentials_ssoEndpointWithPassword(t *testing.T) {
	if err := servicemocks.SsoTestSetup(t, "https://example.awsapps.com/start"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", textFile(t, ssoProfile))
	t.Setenv("AWS_ENDPOINT_URL_SSO", "http://user:hunter2@sso.example.com:port")
	found := newProtocol(t).configure(`{"region":"eu-west-1","profile":"single-sign-on"}`)
	expectOne(t, found, "No Valid AWS Credentials", "Failed to parse uri: …@sso.example.com:port")
	for _, f := range found {
		if strings.Contains(f.Detail, "hunter2") {
			t.Errorf("the password is shown: %s", f.Detail)
		}
	}
}

// cacheToken stores a token where `aws sso login` does. The name is a session's or
// a start URL.
func cacheToken(t *testing.T, home, name, token string) {
	t.Helper()
	cache := filepath.Join(home, ".aws", "sso", "cache")
	if err := os.MkdirAll(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(cache, fmt.Sprintf("%x.json", sha1.Sum([]byte(name)))) // The SDK's name for it; nothing secret depends on it.
	if err := os.WriteFile(file, []byte(token), 0o600); err != nil {
		t.Fatal(err)
	}
}
