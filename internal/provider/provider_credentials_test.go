package provider

import (
	"bytes"
	"crypto/sha1"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/aws-sdk-go-base/v2/servicemocks"

	"terraform-provider-apigateway/internal/emulator"
)

// fakeSTS is the base library's mock with a record of what arrived.
type fakeSTS struct {
	*httptest.Server

	mu       sync.Mutex
	requests []stsRequest
}

type stsRequest struct {
	AccessKeyID string // Of the signature; "" where there is none.
	Form        string // In alphabetical order.
}

func startSTS(t *testing.T, endpoints ...*servicemocks.MockEndpoint) *fakeSTS {
	t.Helper()
	sts := &fakeSTS{Server: servicemocks.MockAwsApiServer("STS", endpoints)}
	t.Cleanup(sts.Close)
	mock := sts.Config.Handler
	sts.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
		key, _, _ := strings.Cut(credential, "/")
		sts.mu.Lock()
		sts.requests = append(sts.requests, stsRequest{key, string(body)})
		sts.mu.Unlock()
		mock.ServeHTTP(w, r)
	})
	return sts
}

// distinct are the requests without those that repeat the one before: the base
// library asks for a role once to see whether it can, and then to use it.
func (s *fakeSTS) distinct() []stsRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Compact(slices.Clone(s.requests))
}

// answering is a mock of an STS operation that hands out the key of an id, with
// a secret and a token after it.
func answering(operation, key string, form url.Values) *servicemocks.MockEndpoint {
	form.Set("Action", operation)
	form.Set("Version", "2011-06-15")
	body := fmt.Sprintf(`<%[1]sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%[1]sResult><AssumedRoleUser><Arn>arn:aws:sts::111111111111:assumed-role/a/b</Arn><AssumedRoleId>AROA:b</AssumedRoleId></AssumedRoleUser>`+
		`<Credentials><AccessKeyId>%[2]s</AccessKeyId><SecretAccessKey>%[2]s-secret</SecretAccessKey><SessionToken>%[2]s-token</SessionToken><Expiration>2099-12-31T23:59:59Z</Expiration></Credentials></%[1]sResult></%[1]sResponse>`,
		operation, key)
	return &servicemocks.MockEndpoint{
		Request:  &servicemocks.MockRequest{Method: http.MethodPost, Uri: "/", Body: form.Encode()},
		Response: &servicemocks.MockResponse{StatusCode: http.StatusOK, Body: body, ContentType: "text/xml"},
	}
}

// letsIn is an emulator for the credentials that answering hands out, and the
// id of a certificate in it.
func letsIn(t *testing.T, key string) (*emulator.Server, string) {
	t.Helper()
	server := startEmulator(t, emulator.Options{AccessKeyID: key, SecretAccessKey: key + "-secret", SessionToken: key + "-token"})
	return server, server.Generate(emulator.DefaultRegion, "", nil).ID
}

func endpointsTo(server *emulator.Server, service, url string) string {
	return fmt.Sprintf(`{"region":"eu-west-1","endpoints":[{"apigateway":%q,%q:%q}]}`, server.URL(), service, url)
}

// TestCredentials_chainOfRoles: every argument of a role reaches STS, and each
// role is assumed with the credentials of the one before.
func TestCredentials_chainOfRoles(t *testing.T) {
	t.Parallel()
	first := url.Values{
		"RoleArn": {"arn:aws:iam::111111111111:role/first"}, "DurationSeconds": {"5400"}, "ExternalId": {"outside"}, "Policy": {`{"Version":"2012-10-17"}`},
		"PolicyArns.member.1.arn": {"arn:aws:iam::aws:policy/A"}, "PolicyArns.member.2.arn": {"arn:aws:iam::aws:policy/B"},
		"RoleSessionName": {"plan"}, "SourceIdentity": {"someone"}, "Tags.member.1.Key": {"Team"}, "Tags.member.1.Value": {"edge"}, "TransitiveTagKeys.member.1": {"Team"},
	}
	second := url.Values{"RoleArn": {"arn:aws:iam::222222222222:role/second"}, "DurationSeconds": {"900"}, "RoleSessionName": {"read"}}
	firstRole, secondRole := answering("AssumeRole", "FIRST", first), answering("AssumeRole", "SECOND", second)
	sts := startSTS(t, firstRole, secondRole)
	server, id := letsIn(t, "SECOND")
	config := merged(t, endpointsTo(server, "sts", sts.URL), `{"access_key":"START","secret_key":"x","assume_role":[
		{"role_arn":"arn:aws:iam::111111111111:role/first","duration":"1h30m","external_id":"outside","policy":"{\"Version\":\"2012-10-17\"}",
		 "policy_arns":["arn:aws:iam::aws:policy/B","arn:aws:iam::aws:policy/A"],"session_name":"plan","source_identity":"someone","tags":{"Team":"edge"},"transitive_tag_keys":["Team"]},
		{"role_arn":"arn:aws:iam::222222222222:role/second","session_name":"read"}]}`)
	if found := newProtocol(t).read(config, id); len(found) > 0 {
		t.Errorf("findings: %v", found)
	}
	want := []stsRequest{{"START", firstRole.Request.Body}, {"FIRST", secondRole.Request.Body}}
	if diff := cmp.Diff(want, sts.distinct()); diff != "" {
		t.Error(diff)
	}
	if n := server.Count(""); n != 1 {
		t.Errorf("%d requests to API Gateway, want 1", n)
	}
}

func TestCredentials_webIdentity(t *testing.T) {
	const arn = "arn:aws:iam::111111111111:role/oidc"
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("header.payload.file"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		config      string
		environment map[string]string
		form        url.Values
	}{
		"all arguments": {
			config: `"web_identity_token":"header.payload.block","duration":"1h","policy":"{}","policy_arns":["arn:aws:iam::aws:policy/A"]`,
			form: url.Values{
				"WebIdentityToken": {"header.payload.block"}, "DurationSeconds": {"3600"}, "Policy": {"{}"}, "PolicyArns.member.1.arn": {"arn:aws:iam::aws:policy/A"},
			},
		},
		"a file":                                  {config: fmt.Sprintf(`"web_identity_token_file":%q`, file), form: url.Values{"WebIdentityToken": {"header.payload.file"}}},
		"TF_AWS_WEB_IDENTITY_TOKEN":               {config: `"duration":null`, environment: map[string]string{"TF_AWS_WEB_IDENTITY_TOKEN": "header.payload.environment"}, form: url.Values{"WebIdentityToken": {"header.payload.environment"}}},
		"AWS_WEB_IDENTITY_TOKEN_FILE":             {config: `"duration":null`, environment: map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": file}, form: url.Values{"WebIdentityToken": {"header.payload.file"}}},
		"AWS_WEB_IDENTITY_TOKEN_FILE, other role": {config: `"duration":null`, environment: map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": file, "AWS_ROLE_ARN": "arn:aws:iam::111111111111:role/other"}, form: url.Values{"WebIdentityToken": {"header.payload.file"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_ROLE_ARN", "") // The provider may set it; this brings it back afterwards.
			for name, value := range test.environment {
				t.Setenv(name, value)
			}
			test.form.Set("RoleArn", arn)
			test.form.Set("RoleSessionName", "plan")
			role := answering("AssumeRoleWithWebIdentity", "OIDC", test.form)
			sts := startSTS(t, role)
			server, id := letsIn(t, "OIDC")
			config := merged(t, endpointsTo(server, "sts", sts.URL), fmt.Sprintf(`{"assume_role_with_web_identity":[{"role_arn":%q,"session_name":"plan",%s}]}`, arn, test.config))
			if found := newProtocol(t).read(config, id); len(found) > 0 {
				t.Errorf("findings: %v", found)
			}
			if diff := cmp.Diff([]stsRequest{{"", role.Request.Body}}, sts.distinct()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCredentials_webIdentityWithoutOneToken(t *testing.T) {
	const config = `{"region":"eu-west-1","assume_role_with_web_identity":[{"role_arn":"arn:aws:iam::111111111111:role/oidc"}]}`
	const at = "assume_role_with_web_identity[0]"
	want := []finding{{at, "Missing Web Identity Token", "Set web_identity_token or web_identity_token_file in the block, or TF_AWS_WEB_IDENTITY_TOKEN or AWS_WEB_IDENTITY_TOKEN_FILE in the environment."}}
	if diff := cmp.Diff(want, newProtocol(t).configure(config)); diff != "" {
		t.Error(diff)
	}
	t.Setenv("TF_AWS_WEB_IDENTITY_TOKEN", "jwt.")
	t.Setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "file")
	want = []finding{{at, "Conflicting Web Identity Tokens", "TF_AWS_WEB_IDENTITY_TOKEN and AWS_WEB_IDENTITY_TOKEN_FILE are both set in the environment. Unset one of them, or set web_identity_token or web_identity_token_file in the block."}}
	if diff := cmp.Diff(want, newProtocol(t).configure(config)); diff != "" {
		t.Error(diff)
	}
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
	server := startEmulator(t, emulator.Options{
		AccessKeyID: servicemocks.MockSsoAccessKeyID, SecretAccessKey: servicemocks.MockSsoSecretAccessKey, SessionToken: servicemocks.MockSsoSessionToken,
	})
	id := server.Generate(emulator.DefaultRegion, "", nil).ID
	if found := newProtocol(t).read(merged(t, endpointsTo(server, "sso", address), `{"profile":"single-sign-on"}`), id); len(found) > 0 {
		t.Errorf("findings: %v", found)
	}
}

// TestCredentials_ssoSignInExpired has the two kinds of profiles without a
// token, and one whose token the service has ended.
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
		expired  string // The name under which a token is that has expired.
	}{
		"no token":                     {profiles: ssoProfile},
		"no token of a session":        {profiles: session},
		"an old token":                 {profiles: ssoProfile, expired: "https://example.awsapps.com/start"},
		"an old token of a session":    {profiles: session, expired: "company"},
		"a token that no longer works": {profiles: ssoProfile, signedIn: true},
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

// cacheToken puts a token where `aws sso login` does. The name is a session's,
// or a start URL.
func cacheToken(t *testing.T, home, name, token string) {
	t.Helper()
	cache := filepath.Join(home, ".aws", "sso", "cache")
	if err := os.MkdirAll(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(cache, fmt.Sprintf("%x.json", sha1.Sum([]byte(name)))) // The SDK's name for it; no secret hangs on it.
	if err := os.WriteFile(file, []byte(token), 0o600); err != nil {
		t.Fatal(err)
	}
}

// expectOne wants one finding with a summary, whose detail has a text.
func expectOne(t *testing.T, found []finding, summary, text string) {
	t.Helper()
	if len(found) != 1 || found[0].Summary != summary || !strings.Contains(found[0].Detail, text) {
		t.Errorf("findings: %v\nwant one: %s: … %s", found, summary, text)
	}
}

func TestCredentials_instance(t *testing.T) {
	t.Setenv("AWS_EC2_METADATA_DISABLED", "false")
	t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "") // The mock sets it; this brings it back afterwards.
	t.Cleanup(servicemocks.AwsMetadataApiMock(append(servicemocks.Ec2metadata_securityCredentialsEndpoints,
		servicemocks.Ec2metadata_instanceIdEndpoint, servicemocks.Ec2metadata_iamInfoEndpoint, servicemocks.Ec2metadata_instanceIdentityEndpoint("eu-west-1"))))
	server := startEmulator(t, emulator.Options{
		AccessKeyID: servicemocks.MockEc2MetadataAccessKey, SecretAccessKey: servicemocks.MockEc2MetadataSecretKey, SessionToken: servicemocks.MockEc2MetadataSessionToken,
	})
	id := server.Generate(emulator.DefaultRegion, "", nil).ID
	// The instance says in which region it is, too.
	if found := newProtocol(t).read(endpointsIn(server), id); len(found) > 0 {
		t.Errorf("findings: %v", found)
	}
}

func TestCredentials_container(t *testing.T) {
	t.Setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "") // The mock sets it; this brings it back afterwards.
	t.Cleanup(servicemocks.EcsCredentialsApiMock())
	server := startEmulator(t, emulator.Options{
		AccessKeyID: servicemocks.MockEcsCredentialsAccessKey, SecretAccessKey: servicemocks.MockEcsCredentialsSecretKey, SessionToken: servicemocks.MockEcsCredentialsSessionToken,
	})
	id := server.Generate(emulator.DefaultRegion, "", nil).ID
	if found := newProtocol(t).read(merged(t, endpointsIn(server), `{"region":"eu-west-1"}`), id); len(found) > 0 {
		t.Errorf("findings: %v", found)
	}
}

// TestCredentials_none asks a metadata service that is not there, and counts: it
// must not be asked over and over.
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
		"They were tried in this order: access_key and secret_key in the provider block, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "+
			"AWS_WEB_IDENTITY_TOKEN_FILE, the profile (default) in the shared files, the container's credentials, and the EC2 instance metadata service.")
	if diff := cmp.Diff([]string{"PUT /latest/api/token", "GET /latest/meta-data/iam/security-credentials/"}, asked); diff != "" {
		t.Error(diff)
	}
}

func TestCredentials_profileThatDoesNotExist(t *testing.T) {
	t.Setenv("AWS_CONFIG_FILE", textFile(t, "[profile edge]\nregion = eu-west-1\n"))
	found := newProtocol(t).configure(`{"region":"eu-west-1","profile":"egde"}`)
	expectOne(t, found, "AWS Profile Not Found", `The profile "egde" is in none of the shared configuration and credentials files. `+
		"`aws configure list-profiles` lists those there are; correct profile in the provider block or AWS_PROFILE.")
}

// TestCredentials_expired: the one request that shows it is the only one.
func TestCredentials_expired(t *testing.T) {
	t.Parallel()
	server := startEmulator(t, emulator.Options{})
	server.Inject(emulator.Fault{Status: http.StatusForbidden, ErrorType: "ExpiredTokenException", Message: "The security token included in the request is expired"})
	found := newProtocol(t).read(merged(t, endpointsIn(server), keysOfTheEmulator), "a1b2c3")
	expectOne(t, found, "AWS Credentials Have Expired", "ExpiredTokenException: The security token included in the request is expired")
	if n := server.Count(""); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
}

const keysOfTheEmulator = `{"region":"eu-west-1","access_key":"` + emulator.DefaultAccessKeyID + `","secret_key":"` + emulator.DefaultSecretAccessKey + `"}`

func TestCredentials_expiredBeforeARole(t *testing.T) {
	t.Parallel()
	sts := startSTS(t, refusing("AssumeRole", "ExpiredToken", "The security token included in the request is expired"))
	found := newProtocol(t).configure(merged(t, keysOfTheEmulator, fmt.Sprintf(`{"endpoints":[{"sts":%q}],"assume_role":[%s]}`, sts.URL, aRole)))
	expectOne(t, found, "AWS Credentials Have Expired",
		"The credentials from access_key, secret_key and token in the provider block are temporary, and their time is over. Get new ones and run Terraform again.\n\n"+
			"Cause: ExpiredToken: The security token included in the request is expired")
	if n := len(sts.requests); n != 1 {
		t.Errorf("%d requests to STS, want 1", n)
	}
}

const (
	aRoleARN = "arn:aws:iam::111111111111:role/reader"
	aRole    = `{"role_arn":"` + aRoleARN + `","session_name":"plan"}`
)

// refusing is a mock of an STS operation on that role that ends in an error.
func refusing(operation, code, message string) *servicemocks.MockEndpoint {
	form := url.Values{"RoleArn": {aRoleARN}, "RoleSessionName": {"plan"}, "DurationSeconds": {"900"}}
	if operation != "AssumeRole" {
		form = make(url.Values)
	}
	refusal := answering(operation, "", form)
	refusal.Response.StatusCode = http.StatusForbidden
	refusal.Response.Body = fmt.Sprintf(`<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>1</RequestId></ErrorResponse>`, code, message)
	return refusal
}

func TestCredentials_roleThatMayNotBeAssumed(t *testing.T) {
	const denied = "User: arn:aws:iam::222222222222:user/someone is not authorized to perform: sts:AssumeRole on resource: " + aRoleARN
	const advice = "could not be assumed. Check that it exists, that its trust policy names whoever assumes it (with the external id and the tags, where it asks for them), and that they may call sts:AssumeRole on it.\n\nCause: AccessDenied: " + denied
	sts := startSTS(t, refusing("AssumeRole", "AccessDenied", denied))
	endpoint := fmt.Sprintf(`{"endpoints":[{"sts":%q}]}`, sts.URL)

	found := newProtocol(t).configure(merged(t, keysOfTheEmulator, endpoint, `{"assume_role":[`+aRole+`]}`))
	if diff := cmp.Diff([]finding{{"", "AWS Role Cannot Be Assumed", "The role " + aRoleARN + " " + advice}}, found); diff != "" {
		t.Error(diff)
	}

	t.Setenv("AWS_CONFIG_FILE", textFile(t, "[profile reader]\nrole_arn = "+aRoleARN+"\nrole_session_name = plan\nsource_profile = default\n"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", textFile(t, "[default]\naws_access_key_id = x\naws_secret_access_key = x\n"))
	found = newProtocol(t).configure(merged(t, endpoint, `{"region":"eu-west-1","profile":"reader"}`))
	if diff := cmp.Diff([]finding{{"", "AWS Role Cannot Be Assumed", "The role that the profile (reader) or AWS_ROLE_ARN names " + advice}}, found); diff != "" {
		t.Error(diff)
	}
}

// TestCredentials_missingRegion has all the places where the lack of a region
// can show first.
func TestCredentials_missingRegion(t *testing.T) {
	t.Parallel()
	const keys = `{"access_key":"x","secret_key":"x"}`
	want := []finding{{"", "Missing AWS Region", "No region is configured, and client certificates belong to one. Set region in the provider block, AWS_REGION or AWS_DEFAULT_REGION in the environment, or region in the profile of the shared configuration file."}}
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

// TestCredentials_account shows what STS is asked for the sake of the account.
func TestCredentials_account(t *testing.T) {
	t.Parallel()
	const account = servicemocks.MockStsGetCallerIdentityAccountID
	const notAllowed = "The credentials belong to the account " + account + ", which allowed_account_ids or forbidden_account_ids in the provider block keep out. Nothing was read. Use credentials of another account, or correct the list."
	for name, test := range map[string]struct {
		config   string
		asksSTS  bool
		refusals []finding
	}{
		"nothing":                               {config: `{}`},
		"skip_credentials_validation = true":    {config: `{"skip_credentials_validation":true}`},
		"skip_requesting_account_id":            {config: `{"skip_requesting_account_id":false}`},
		"skip_credentials_validation = false":   {config: `{"skip_credentials_validation":false}`, asksSTS: true},
		"an allowed account":                    {config: `{"allowed_account_ids":["` + account + `"]}`, asksSTS: true},
		"an allowed account, without a further": {config: `{"allowed_account_ids":["` + account + `"],"skip_credentials_validation":true}`, asksSTS: true},
		"another account":                       {config: `{"allowed_account_ids":["111111111111"]}`, asksSTS: true, refusals: []finding{{"", "AWS Account Not Allowed", notAllowed}}},
		"a forbidden account":                   {config: `{"forbidden_account_ids":["` + account + `"]}`, asksSTS: true, refusals: []finding{{"", "AWS Account Not Allowed", notAllowed}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startEmulator(t, emulator.Options{})
			id := server.Generate(emulator.DefaultRegion, "", nil).ID
			sts := startSTS(t, servicemocks.MockStsGetCallerIdentityValidEndpoint)
			found := newProtocol(t).read(merged(t, keysOfTheEmulator, endpointsTo(server, "sts", sts.URL), test.config), id)
			if diff := cmp.Diff(test.refusals, found); diff != "" {
				t.Error(diff)
			}
			var wantSTS []stsRequest
			if test.asksSTS {
				wantSTS = []stsRequest{{emulator.DefaultAccessKeyID, "Action=GetCallerIdentity&Version=2011-06-15"}}
			}
			if diff := cmp.Diff(wantSTS, sts.requests); diff != "" {
				t.Errorf("to STS: %s", diff)
			}
			wantRequests := 1
			if test.refusals != nil {
				wantRequests = 0
			}
			if n := server.Count(""); n != wantRequests {
				t.Errorf("%d requests to API Gateway, want %d", n, wantRequests)
			}
		})
	}
}

// TestCredentials_plainRead is the whole traffic of a read with a dead STS.
func TestCredentials_plainRead(t *testing.T) {
	t.Parallel()
	server := startEmulator(t, emulator.Options{})
	id := server.Generate(emulator.DefaultRegion, "", nil).ID
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

func TestCredentials_deniedCallerIdentity(t *testing.T) {
	t.Parallel()
	sts := startSTS(t, refusing("GetCallerIdentity", "InvalidClientTokenId", "The security token included in the request is invalid."))
	found := newProtocol(t).configure(merged(t, keysOfTheEmulator, fmt.Sprintf(`{"endpoints":[{"sts":%q}],"skip_credentials_validation":false}`, sts.URL)))
	want := []finding{{"", "AWS Credentials Not Verified", "STS did not say whose the credentials from access_key, secret_key and token in the provider block are, " +
		"which an account list or skip_credentials_validation = false in the provider block asks for. Nothing was read.\n\nCause: InvalidClientTokenId: The security token included in the request is invalid."}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Error(diff)
	}
}

// TestCredentials_attemptsAtSTS: hashicorp/aws' 25 are for API Gateway alone.
func TestCredentials_attemptsAtSTS(t *testing.T) {
	t.Parallel()
	for config, want := range map[string]int{`{}`: 3, `{"max_retries":2}`: 2} {
		t.Run(config, func(t *testing.T) {
			t.Parallel()
			if n := attemptsAtSTS(t, config); n != want {
				t.Errorf("%d requests to STS, want %d", n, want)
			}
		})
	}
}

func TestCredentials_attemptsAtSTSFromTheEnvironment(t *testing.T) {
	t.Setenv("AWS_MAX_ATTEMPTS", "1")
	if n := attemptsAtSTS(t, `{}`); n != 1 {
		t.Errorf("%d requests to STS, want 1", n)
	}
}

// attemptsAtSTS counts the requests to an STS that is never available.
func attemptsAtSTS(t *testing.T, config string) int {
	t.Helper()
	unavailable := refusing("AssumeRole", "ServiceUnavailable", "busy")
	unavailable.Response.StatusCode = http.StatusServiceUnavailable
	sts := startSTS(t, unavailable)
	found := newProtocol(t).configure(merged(t, keysOfTheEmulator, fmt.Sprintf(`{"endpoints":[{"sts":%q}],"assume_role":[%s]}`, sts.URL, aRole), config))
	expectOne(t, found, "AWS Role Cannot Be Assumed", "ServiceUnavailable: busy")
	return len(sts.requests)
}

// TestCredentials_customCABundle has STS and API Gateway behind a certificate
// authority that nobody else knows.
func TestCredentials_customCABundle(t *testing.T) {
	t.Parallel()
	sts := httptest.NewTLSServer(startSTS(t, servicemocks.MockStsGetCallerIdentityValidEndpoint).Config.Handler)
	t.Cleanup(sts.Close)
	server := startEmulator(t, emulator.Options{TLS: sts.TLS.Clone()})
	id := server.Generate(emulator.DefaultRegion, "", nil).ID
	bundle := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(bundle, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: sts.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	config := merged(t, keysOfTheEmulator, endpointsTo(server, "sts", sts.URL), `{"skip_credentials_validation":false}`)
	if found := newProtocol(t).read(merged(t, config, fmt.Sprintf(`{"custom_ca_bundle":%q}`, bundle)), id); len(found) > 0 {
		t.Errorf("with the bundle: %v", found)
	}
	if found := newProtocol(t).read(merged(t, config, `{"insecure":true}`), id); len(found) > 0 {
		t.Errorf("with insecure: %v", found)
	}
	expectOne(t, newProtocol(t).read(merged(t, config, `{"max_retries":1}`), id), "AWS Credentials Not Verified", "certificate signed by unknown authority")
	missing := newProtocol(t).read(merged(t, config, `{"custom_ca_bundle":"/nowhere/ca.pem"}`), id)
	expectOne(t, missing, "AWS Configuration Not Usable", "/nowhere/ca.pem: no such file or directory")
}

// TestCredentials_userAgent: who asks, in the order in which one looks for it.
func TestCredentials_userAgent(t *testing.T) {
	t.Setenv("TF_APPEND_USER_AGENT", "pipeline/7")
	server := startEmulator(t, emulator.Options{})
	id := server.Generate(emulator.DefaultRegion, "", nil).ID
	config := merged(t, keysOfTheEmulator, endpointsIn(server), `{"user_agent":["edge/2.0 (team)"]}`)
	if found := newProtocol(t).read(config, id); len(found) > 0 {
		t.Fatalf("findings: %v", found)
	}
	got := server.Requests()[0].Header.Get("User-Agent")
	want := regexp.MustCompile(`^aws-sdk-go-v2/.* Terraform/1\.99\.0 terraform-provider-apigateway/test edge/2\.0 \(team\) pipeline/7$`)
	if !want.MatchString(got) {
		t.Errorf("User-Agent: %s\nwant it to match %s", got, want)
	}
}

// TestCredentials_proxies: a proxy for HTTP is none for HTTPS, and who sets only
// the one is told.
func TestCredentials_proxies(t *testing.T) {
	proxy := startEmulator(t, emulator.Options{Hosts: []string{"gateway.example"}})
	id := proxy.Generate(emulator.DefaultRegion, "", nil).ID
	config := merged(t, keysOfTheEmulator, `{"endpoints":[{"apigateway":"http://gateway.example"}]}`)
	t.Setenv("HTTPS_PROXY", "")
	t.Setenv("https_proxy", "")
	t.Setenv("NO_PROXY", "")
	t.Setenv("no_proxy", "")
	want := []finding{{"", "Warning: Missing HTTPS Proxy", "An HTTP proxy was set but no HTTPS proxy was.\n\nTo specify no proxy for HTTPS, set the HTTPS to an empty string."}}
	if diff := cmp.Diff(want, newProtocol(t).read(merged(t, config, fmt.Sprintf(`{"http_proxy":%q}`, proxy.URL())), id)); diff != "" {
		t.Error(diff)
	}
	if found := newProtocol(t).read(merged(t, config, fmt.Sprintf(`{"http_proxy":%q,"https_proxy":""}`, proxy.URL())), id); len(found) > 0 {
		t.Errorf("findings: %v", found)
	}
	if n := proxy.Count(""); n != 2 {
		t.Errorf("%d requests through the proxy, want 2", n)
	}
}
