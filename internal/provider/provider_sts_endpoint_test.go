package provider

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/aws-sdk-go-base/v2/servicemocks"
)

// TestSTS_ownEndpointBesideVariants checks that STS is called at the address in the
// block, despite FIPS, dual-stack and the environment.
func TestSTS_ownEndpointBesideVariants(t *testing.T) {
	t.Setenv("AWS_ENDPOINT_URL_STS", "http://"+nobody)
	role := answering("AssumeRole", "ROLE", url.Values{"RoleArn": {aRoleARN}, "RoleSessionName": {"plan"}, "DurationSeconds": {"900"}})
	for _, argument := range []string{"use_fips_endpoint", "use_dualstack_endpoint"} {
		for config, operation := range map[string]string{`{"skip_credentials_validation":false}`: "GetCallerIdentity", `{"assume_role":[` + aRole + `]}`: "AssumeRole"} {
			t.Run(argument+"/"+operation, func(t *testing.T) {
				sts := startSTS(t, servicemocks.MockStsGetCallerIdentityValidEndpoint, role)
				config := merged(t, keysOfTheEmulator, config, fmt.Sprintf(`{"endpoints":[{"sts":%q}],%q:true}`, sts.URL, argument))
				if found := newProtocol(t).configure(config); len(found) > 0 {
					t.Errorf("findings: %v", found)
				}
				if len(sts.requests) == 0 {
					t.Error("no request to STS")
				}
			})
		}
	}
}

func TestSTS_endpointsThatConflict(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	cacheToken(t, home, "https://example.awsapps.com/start", `{"accessToken":"token","expiresAt":"2099-12-31T23:59:59Z"}`)
	signedIn := fmt.Sprintf(`{"access_key":null,"secret_key":null,"use_fips_endpoint":true,"profile":"single-sign-on","shared_config_files":[%q]}`, textFile(t, ssoProfile))
	for name, test := range map[string]struct{ variable, config, service, argument, other string }{
		"FIPS and a role":           {"AWS_ENDPOINT_URL", `{"use_fips_endpoint":true,"assume_role":[` + aRole + `]}`, "STS", "use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"},
		"dual-stack and an account": {"AWS_ENDPOINT_URL_STS", `{"use_dualstack_endpoint":true,"skip_credentials_validation":false}`, "STS", "use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT"},
		"FIPS and a sign-in":        {"AWS_ENDPOINT_URL_SSO", signedIn, "SSO", "use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(test.variable, "http://"+nobody)
			want := []finding{{"", "Conflicting Endpoint Settings", fmt.Sprintf("The endpoint of %s is set, and %s (or %s) asks for another address; the AWS SDK accepts only one of the two. "+
				"Remove %[2]s, or remove the endpoint (AWS_ENDPOINT_URL_%[1]s, AWS_ENDPOINT_URL, or endpoint_url in the profile).", test.service, test.argument, test.other)}}
			if diff := cmp.Diff(want, newProtocol(t).configure(merged(t, keysOfTheEmulator, test.config))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSTS_noResponse checks that without a verdict of STS, the error does not blame
// the role or the credentials. Most of these would be blamed on a trust policy
// otherwise.
func TestSTS_noResponse(t *testing.T) {
	t.Parallel()
	answer := func(status int, contentType, body string) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}))
		t.Cleanup(server.Close)
		return server.URL
	}
	const (
		throttled = `<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>`
		busy      = `<ErrorResponse><Error><Type>Receiver</Type><Code>ServiceUnavailable</Code><Message>busy</Message></Error></ErrorResponse>`
		account   = `{"skip_credentials_validation":false}`
		role      = `{"assume_role":[` + aRole + `]}`
		oidc      = `{"access_key":null,"secret_key":null,"assume_role_with_web_identity":[{"role_arn":"` + aRoleARN + `","web_identity_token":"jwt."}]}`
	)
	profile := fmt.Sprintf(`{"access_key":null,"secret_key":null,"profile":"reader","shared_config_files":[%q]}`,
		textFile(t, "[profile reader]\nrole_arn = "+aRoleARN+"\nsource_profile = keys\nmax_attempts = 1\n[profile keys]\naws_access_key_id = x\naws_secret_access_key = x\n"))
	nowhere := "http://" + nobody
	proxy := fmt.Sprintf(`{"https_proxy":"http://proxy-user:hunter2@%s"}`, refusingProxy(t, http.StatusForbidden))
	refused := "dial tcp " + strings.TrimPrefix(nowhere, "http://") + ": connect: connection refused"
	for name, test := range map[string]struct {
		config, address, operation, cause string
		answered                          bool // By STS, though without a verdict.
	}{
		"nobody listens, a role":           {config: role, address: nowhere, operation: "AssumeRole", cause: refused},
		"nobody listens, an account":       {config: account, address: nowhere, operation: "GetCallerIdentity", cause: refused},
		"nobody listens, web identity":     {config: oidc, address: nowhere, operation: "AssumeRoleWithWebIdentity", cause: refused},
		"nobody listens, a profile's role": {config: profile, address: nowhere, operation: "AssumeRole", cause: refused},
		"a proxy that refuses":             {config: merged(t, role, proxy), address: "https://sts.example.test", operation: "AssumeRole", cause: "Forbidden"},
		"a page instead":                   {config: role, address: answer(http.StatusForbidden, "text/html", "<html>Blocked</html>"), operation: "AssumeRole", cause: "https response error StatusCode: 403, RequestID: , api error UnknownError: UnknownError"},
		"throttling":                       {config: role, address: answer(http.StatusBadRequest, "text/xml", throttled), operation: "AssumeRole", cause: "Throttling: Rate exceeded", answered: true},
		"503":                              {config: account, address: answer(http.StatusServiceUnavailable, "text/xml", busy), operation: "GetCallerIdentity", cause: "ServiceUnavailable: busy", answered: true},
		"502 with a page":                  {config: role, address: answer(http.StatusBadGateway, "text/html", "<html>"), operation: "AssumeRole", cause: "exceeded maximum number of attempts, 1, https response error StatusCode: 502, RequestID: , error while deserializing xml error response: XML syntax error on line 1: unexpected EOF", answered: true},
		"a region that is none":            {config: merged(t, account, `{"sts_region":"a b","skip_region_validation":true}`), operation: "GetCallerIdentity", cause: "failed to bind endpoint params, invalid input region a b"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := merged(t, keysOfTheEmulator, `{"max_retries":1}`, test.config)
			requests := ""
			if test.address != "" {
				config = merged(t, config, fmt.Sprintf(`{"endpoints":[{"sts":%q}]}`, test.address))
				requests = " Requests go to " + test.address + "."
			}
			want := finding{"", "STS Cannot Be Reached", "STS did not respond to sts:" + test.operation + "; the role and the credentials may be fine. Nothing was read." + requests +
				" Check the network of this machine, the address (endpoints { sts } in the provider block, AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, or endpoint_url in the profile, or else sts_region or region), " +
				"the proxy (http_proxy, https_proxy and no_proxy in the provider block or the environment), and the trusted certificate authorities (custom_ca_bundle or AWS_CA_BUNDLE).\n\nCause: " + test.cause}
			if test.answered {
				want = finding{"", "STS Unavailable", "STS throttled sts:" + test.operation + " or failed with a server error; the role and the credentials may be fine. Nothing was read. " +
					"Try again in a few minutes; https://health.aws.amazon.com shows the state of the service." + requests + "\n\nCause: " + test.cause}
			}
			if diff := cmp.Diff([]finding{want}, newProtocol(t).configure(config)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSTS_noCredentialsForARole checks that STS is not called without credentials
// to call it with.
func TestSTS_noCredentialsForARole(t *testing.T) {
	t.Parallel()
	profiles := textFile(t, "[profile reader]\nrole_arn = "+aRoleARN+"\nsource_profile = tool\n[profile tool]\ncredential_process = false\n")
	found := newProtocol(t).configure(fmt.Sprintf(`{"region":"eu-west-1","profile":"reader","shared_config_files":[%q]}`, profiles))
	expectOne(t, found, "No Valid AWS Credentials", "error in credential_process: exit status 1")
}
