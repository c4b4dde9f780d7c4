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

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/aws-sdk-go-base/v2/servicemocks"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// letsIn returns an emulator that accepts the credentials from answering, and the
// id of a certificate in it.
func letsIn(t *testing.T, key string) (*emulator.Server, string) {
	t.Helper()
	server := emulatortest.Start(t, emulator.Options{AccessKeyID: key, SecretAccessKey: key + "-secret", SessionToken: key + "-token"})
	return server, emulatortest.Generate(t, server, emulator.DefaultRegion, "", nil).ID
}

func endpointsTo(server *emulator.Server, service, url string) string {
	return fmt.Sprintf(`{"region":"eu-west-1","endpoints":[{"apigateway":%q,%q:%q}]}`, server.URL(), service, url)
}

func TestCredentials_credentialProcess(t *testing.T) {
	script := filepath.Join(t.TempDir(), "credentials")
	text := "#!/bin/sh\necho '" + `{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"PROCESS-secret","SessionToken":"PROCESS-token","Expiration":"2099-12-31T23:59:59Z"}` + "'\n"
	if err := os.WriteFile(script, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", textFile(t, "[profile tool]\ncredential_process = "+script+"\n"))
	server, id := letsIn(t, "PROCESS")
	if found := newProtocol(t).read(merged(t, endpointsIn(server), `{"region":"eu-west-1","profile":"tool"}`), id); len(found) > 0 {
		t.Errorf("findings: %v", found)
	}
}

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
	}{
		"no token":                     {profiles: ssoProfile},
		"no token of a session":        {profiles: session},
		"an old token":                 {profiles: ssoProfile, expired: "https://example.awsapps.com/start"},
		"an old token of a session":    {profiles: session, expired: "company"},
		"a token that no longer works": {profiles: ssoProfile, signedIn: true},
		"a token that no longer works, for a role": {
			profiles: strings.Replace(ssoProfile, "single-sign-on", "person", 1) + "[profile single-sign-on]\nrole_arn = " + aRoleARN + "\nsource_profile = person\n",
			signedIn: true,
		},
	} {
		t.Run(name, func(t *testing.T) {
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
			expectOne(t, found, "AWS Sign-In Has Expired", "Sign in with `aws sso login --profile single-sign-on` and run Terraform again.")
		})
	}
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
	expectOne(t, found, "No Valid AWS Credentials", "http://…@sso.example.com:port")
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

// expectOne expects one finding with summary and a detail that contains text.
func expectOne(t *testing.T, found []finding, summary, text string) {
	t.Helper()
	if len(found) != 1 || found[0].Summary != summary || !strings.Contains(found[0].Detail, text) {
		t.Errorf("findings: %v\nwant one: %s: … %s", found, summary, text)
	}
}

func TestCredentials_instance(t *testing.T) {
	t.Setenv("AWS_EC2_METADATA_DISABLED", "false")
	t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "") // The mock sets it; this restores it afterwards.
	t.Cleanup(servicemocks.AwsMetadataApiMock(append(servicemocks.Ec2metadata_securityCredentialsEndpoints,
		servicemocks.Ec2metadata_instanceIdEndpoint, servicemocks.Ec2metadata_iamInfoEndpoint, servicemocks.Ec2metadata_instanceIdentityEndpoint("eu-west-1"))))
	server := emulatortest.Start(t, emulator.Options{
		AccessKeyID: servicemocks.MockEc2MetadataAccessKey, SecretAccessKey: servicemocks.MockEc2MetadataSecretKey, SessionToken: servicemocks.MockEc2MetadataSessionToken,
	})
	id := emulatortest.Generate(t, server, emulator.DefaultRegion, "", nil).ID
	// The instance also provides the Region.
	if found := newProtocol(t).read(endpointsIn(server), id); len(found) > 0 {
		t.Errorf("findings: %v", found)
	}
}

func TestCredentials_container(t *testing.T) {
	t.Setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "") // The mock sets it; this restores it afterwards.
	t.Cleanup(servicemocks.EcsCredentialsApiMock())
	server := emulatortest.Start(t, emulator.Options{
		AccessKeyID: servicemocks.MockEcsCredentialsAccessKey, SecretAccessKey: servicemocks.MockEcsCredentialsSecretKey, SessionToken: servicemocks.MockEcsCredentialsSessionToken,
	})
	id := emulatortest.Generate(t, server, emulator.DefaultRegion, "", nil).ID
	if found := newProtocol(t).read(merged(t, endpointsIn(server), `{"region":"eu-west-1"}`), id); len(found) > 0 {
		t.Errorf("findings: %v", found)
	}
}

// TestCredentials_none counts the requests to a metadata service without
// credentials: it must not be called over and over.
func TestCredentials_none(t *testing.T) {
	var asked []string
	metadata := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path)
		w.WriteHeader(http.StatusNotFound)
	}))
	t.Cleanup(metadata.Close)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "false")
	found := newProtocol(t).configure(fmt.Sprintf(`{"region":"eu-west-1","ec2_metadata_service_endpoint":%q}`, metadata.URL))
	expectOne(t, found, "No Valid AWS Credentials",
		"The sources, in order of precedence: access_key and secret_key in the provider block; profile in the provider block; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; "+
			"AWS_WEB_IDENTITY_TOKEN_FILE; the profile that AWS_PROFILE names, or default; the container's credentials; the EC2 instance metadata service.")
	if diff := cmp.Diff([]string{"PUT /latest/api/token", "GET /latest/meta-data/iam/security-credentials/"}, asked); diff != "" {
		t.Error(diff)
	}
}

func TestCredentials_profileThatDoesNotExist(t *testing.T) {
	t.Setenv("AWS_CONFIG_FILE", textFile(t, "[profile edge]\nregion = eu-west-1\n"))
	found := newProtocol(t).configure(`{"region":"eu-west-1","profile":"egde"}`)
	expectOne(t, found, "AWS Profile Not Found", `The profile "egde" is not in any of the shared configuration and credentials files. `+
		"`aws configure list-profiles` lists the existing ones; correct profile in the provider block or AWS_PROFILE.")
}

// TestCredentials_expired checks that expired credentials are not retried.
func TestCredentials_expired(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	server.Inject(emulator.Fault{Status: http.StatusForbidden, ErrorType: "ExpiredTokenException", Message: "The security token included in the request is expired"})
	found := newProtocol(t).read(merged(t, endpointsIn(server), keysOfTheEmulator), "a1b2c3")
	expectOne(t, found, "AWS Credentials Have Expired", "ExpiredTokenException: The security token included in the request is expired")
	if n := server.Count(""); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

const keysOfTheEmulator = `{"region":"eu-west-1","access_key":"` + emulator.DefaultAccessKeyID + `","secret_key":"` + emulator.DefaultSecretAccessKey + `"}`

const (
	aRoleARN = "arn:aws:iam::111111111111:role/reader"
	aRole    = `{"role_arn":"` + aRoleARN + `","session_name":"plan"}`
)

// TestCredentials_missingRegion covers every place where a missing Region can
// surface first.
func TestCredentials_missingRegion(t *testing.T) {
	t.Parallel()
	const keys = `{"access_key":"x","secret_key":"x"}`
	want := []finding{{"", "Missing AWS Region", "No Region is configured, but every client certificate belongs to one. Set region in the provider block, AWS_REGION or AWS_DEFAULT_REGION in the environment, or region in the profile of the shared configuration file."}}
	for _, config := range []string{
		`{}`,
		`{"assume_role":[` + aRole + `]}`,
		`{"assume_role_with_web_identity":[{"role_arn":"` + aRoleARN + `","web_identity_token":"jwt."}]}`,
		`{"allowed_account_ids":["111111111111"]}`,
		`{"endpoints":[{"apigateway":"http://127.0.0.1:1"}]}`,
	} {
		t.Run(config, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(config, "web_identity") {
				config = merged(t, keys, config)
			}
			if diff := cmp.Diff(want, newProtocol(t).configure(config)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestCredentials_plainRead checks that a plain read is one request, and none to
// STS.
func TestCredentials_plainRead(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	id := emulatortest.Generate(t, server, emulator.DefaultRegion, "", nil).ID
	config := merged(t, keysOfTheEmulator, endpointsTo(server, "sts", "http://127.0.0.1:1"))
	if found := newProtocol(t).read(config, id); len(found) > 0 {
		t.Errorf("findings: %v", found)
	}
	type sent struct {
		Method, Path, Query, Region, AccessKeyID string
		Status                                   int
	}
	var got []sent
	for _, r := range server.Requests() {
		got = append(got, sent{r.Method, r.Path, r.Query, r.Region, r.AccessKeyID, r.Status})
	}
	want := []sent{{http.MethodGet, "/clientcertificates/" + id, "", "eu-west-1", emulator.DefaultAccessKeyID, http.StatusOK}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
