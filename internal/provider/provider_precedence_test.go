package provider

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// signedAs is what a request's signature reveals about its sender.
type signedAs struct {
	AccessKeyID string
	Region      string
}

// textFile writes text, such as a shared configuration, to a file of this test.
func textFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// sender reads a certificate that does not exist, and returns who sent the one
// request.
func sender(t *testing.T, config string) signedAs {
	t.Helper()
	server := emulatortest.Start(t, emulator.Options{})
	found := newProtocol(t).read(merged(t, endpointsIn(server), config), "a1b2c3")
	requests := server.Requests()
	if len(requests) != 1 {
		t.Fatalf("%d requests arrived, want 1: %v", len(requests), found)
	}
	return signedAs{requests[0].AccessKeyID, requests[0].Region}
}

func endpointsIn(server *emulator.Server) string {
	return fmt.Sprintf(`{"endpoints":[{"apigateway":%q}]}`, server.URL())
}

// TestPrecedence_regionsAndCredentials adds one source after another, each of which
// takes precedence over those before it.
func TestPrecedence_regionsAndCredentials(t *testing.T) {
	const profiles = `
[default]
region = eu-north-1
[profile edge]
region = eu-south-1
`
	const keys = `
[default]
aws_access_key_id = DEFAULTPROFILE
aws_secret_access_key = x
[edge]
aws_access_key_id = EDGEPROFILE
aws_secret_access_key = x
`
	for _, test := range []struct {
		name        string
		environment map[string]string
		config      string
		want        signedAs
	}{
		{"the default profile", nil, `{}`, signedAs{"DEFAULTPROFILE", "eu-north-1"}},
		{"AWS_PROFILE", map[string]string{"AWS_PROFILE": "edge"}, `{}`, signedAs{"EDGEPROFILE", "eu-south-1"}},
		{"profile", map[string]string{"AWS_PROFILE": "default"}, `{"profile":"edge"}`, signedAs{"EDGEPROFILE", "eu-south-1"}},
		{"AWS_DEFAULT_REGION", map[string]string{"AWS_DEFAULT_REGION": "eu-central-1"}, `{}`, signedAs{"DEFAULTPROFILE", "eu-central-1"}},
		{"AWS_REGION", map[string]string{"AWS_DEFAULT_REGION": "eu-central-1", "AWS_REGION": "eu-west-3"}, `{}`, signedAs{"DEFAULTPROFILE", "eu-west-3"}},
		{"region", map[string]string{"AWS_REGION": "eu-west-3"}, `{"region":"eu-west-2"}`, signedAs{"DEFAULTPROFILE", "eu-west-2"}},
		{
			"AWS_ACCESS_KEY_ID before AWS_PROFILE", map[string]string{"AWS_PROFILE": "edge", "AWS_ACCESS_KEY_ID": "ENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "x"},
			`{}`, signedAs{"ENVIRONMENT", "eu-south-1"},
		},
		{
			"access_key", map[string]string{"AWS_ACCESS_KEY_ID": "ENVIRONMENT", "AWS_SECRET_ACCESS_KEY": "x"},
			`{"access_key":"PROVIDERBLOCK","secret_key":"x"}`, signedAs{"PROVIDERBLOCK", "eu-north-1"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("AWS_CONFIG_FILE", textFile(t, profiles))
			t.Setenv("AWS_SHARED_CREDENTIALS_FILE", textFile(t, keys))
			for name, value := range test.environment {
				t.Setenv(name, value)
			}
			if diff := cmp.Diff(test.want, sender(t, test.config)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestPrecedence_profileBeforeKeysInTheEnvironment checks hashicorp/aws's order.
func TestPrecedence_profileBeforeKeysInTheEnvironment(t *testing.T) {
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", textFile(t, "[edge]\naws_access_key_id = EDGEPROFILE\naws_secret_access_key = x\n"))
	t.Setenv("AWS_ACCESS_KEY_ID", "ENVIRONMENT")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "x")
	got := sender(t, `{"profile":"edge","region":"eu-west-1"}`)
	if diff := cmp.Diff(signedAs{"EDGEPROFILE", "eu-west-1"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestPrecedence_filesInTheProviderBlock(t *testing.T) {
	t.Setenv("AWS_CONFIG_FILE", textFile(t, "[default]\nregion = eu-north-1\n"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", textFile(t, "[default]\naws_access_key_id = ENVIRONMENT\naws_secret_access_key = x\n"))
	config := textFile(t, "[default]\nregion = eu-south-2\n")
	credentials := textFile(t, "[default]\naws_access_key_id = OWNFILE\naws_secret_access_key = x\n")
	got := sender(t, fmt.Sprintf(`{"shared_config_files":[%q],"shared_credentials_files":[%q]}`, config, credentials))
	if diff := cmp.Diff(signedAs{"OWNFILE", "eu-south-2"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestPrecedence_endpoints has one emulator per setting that can name it, and adds
// one setting after another, each of which takes precedence over those before it.
func TestPrecedence_endpoints(t *testing.T) {
	names := []string{"profile", "services", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_API_GATEWAY", "block"}
	servers := make(map[string]*emulator.Server)
	for _, name := range names {
		servers[name] = emulatortest.Start(t, emulator.Options{})
	}
	for _, test := range []struct {
		name    string
		set     []string
		ignored bool
		config  string
		want    string
	}{
		{name: "the profile's endpoint_url", set: names[:1], want: "profile"},
		{name: "the services section", set: names[:2], want: "services"},
		{name: "AWS_ENDPOINT_URL", set: names[:3], want: "AWS_ENDPOINT_URL"},
		{name: "AWS_ENDPOINT_URL_API_GATEWAY", set: names[:4], want: "AWS_ENDPOINT_URL_API_GATEWAY"},
		{name: "the provider block", set: names, want: "block"},
		{name: "only sts in the provider block", set: names[:4], config: `{"endpoints":[{"sts":"http://127.0.0.1:1"}]}`, want: "AWS_ENDPOINT_URL_API_GATEWAY"},
		{name: "an empty one in the provider block", set: names[:4], config: `{"endpoints":[{"apigateway":""}]}`, want: "AWS_ENDPOINT_URL_API_GATEWAY"},
		{name: "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", set: names, ignored: true, want: "block"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, server := range servers {
				server.ResetRequests()
			}
			file, config := "[default]\nregion = eu-west-1\n", `{"access_key":"x","secret_key":"x"}`
			for _, setting := range test.set {
				url := servers[setting].URL()
				switch setting {
				case "profile":
					file += "endpoint_url = " + url + "\n"
				case "services":
					file += "services = here\n[services here]\napi_gateway =\n  endpoint_url = " + url + "\n"
				case "block":
					config = merged(t, config, endpointsIn(servers[setting]))
				default:
					t.Setenv(setting, url)
				}
			}
			if test.config != "" {
				config = merged(t, config, test.config)
			}
			if test.ignored {
				t.Setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
			}
			t.Setenv("AWS_CONFIG_FILE", textFile(t, file))
			found := newProtocol(t).read(config, "a1b2c3")
			asked := make(map[string]int)
			for name, server := range servers {
				if n := server.Count(""); n > 0 {
					asked[name] = n
				}
			}
			if diff := cmp.Diff(map[string]int{test.want: 1}, asked); diff != "" {
				t.Errorf("%s\n%v", diff, found)
			}
		})
	}
}

// TestPrecedence_ignoredEndpointsAreNotUsed checks where requests go instead, by
// way of a proxy.
func TestPrecedence_ignoredEndpointsAreNotUsed(t *testing.T) {
	server := emulatortest.Start(t, emulator.Options{})
	t.Setenv("AWS_CONFIG_FILE", textFile(t, "[default]\nendpoint_url = "+server.URL()+"\n"))
	proxy := emulatortest.Start(t, emulator.Options{Hosts: []string{"apigateway.eu-west-1.amazonaws.com:443"}})
	t.Setenv("AWS_ENDPOINT_URL", server.URL())
	t.Setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
	config := fmt.Sprintf(`{"region":"eu-west-1","access_key":"x","secret_key":"x","max_retries":1,"https_proxy":%q}`, proxy.URL())
	found := newProtocol(t).read(config, "a1b2c3")
	if server.Count("") != 0 {
		t.Errorf("requests went to the endpoint in the environment: %v", server.Requests())
	}
	requests := proxy.Requests()
	if len(requests) != 1 || requests[0].Method != http.MethodConnect {
		t.Errorf("the proxy got %v, want one CONNECT: %v", requests, found)
	}
}

// TestPrecedence_endpointThatIsNone has endpoints from the environment, which
// validation does not see.
func TestPrecedence_endpointThatIsNone(t *testing.T) {
	for endpoint, shown := range map[string]string{
		"nonsense":                 "nonsense",
		"localhost:4567":           "localhost:4567",
		"ftp://example.com":        "ftp://example.com",
		"https://":                 "https://",
		"user:password@[::1":       "…@[::1",
		"file://user:pass@host/%":  "…@host/%",
		"http://exa mple.com:4567": "http://exa mple.com:4567",
	} {
		t.Run(endpoint, func(t *testing.T) {
			t.Setenv("AWS_ENDPOINT_URL", endpoint)
			want := []finding{{"", "Invalid Endpoint", "API Gateway's endpoint is set to \"" + shown + "\", which is not an http or https URL with a host. " +
				"Correct or remove it where it is set (endpoints { apigateway } in the provider block, AWS_ENDPOINT_URL_API_GATEWAY, AWS_ENDPOINT_URL, or endpoint_url in the profile)."}}
			got := newProtocol(t).configure(`{"region":"eu-west-1","access_key":"x","secret_key":"x"}`)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPrecedence_endpointAgainstAnotherKindOfEndpoint(t *testing.T) {
	for variable, argument := range map[string]string{"AWS_USE_FIPS_ENDPOINT": "use_fips_endpoint", "AWS_USE_DUALSTACK_ENDPOINT": "use_dualstack_endpoint"} {
		t.Run(variable, func(t *testing.T) {
			t.Setenv(variable, "true")
			t.Setenv("AWS_ENDPOINT_URL_API_GATEWAY", "http://user:password@127.0.0.1:1")
			want := []finding{{"", "Conflicting Endpoint Settings", "API Gateway's endpoint is set to http://…@127.0.0.1:1, and " + argument + " (or " + variable + ") asks for another address; the AWS SDK accepts only one of the two. " +
				"Remove " + argument + ", or remove the endpoint (endpoints { apigateway } in the provider block, AWS_ENDPOINT_URL_API_GATEWAY, AWS_ENDPOINT_URL, or endpoint_url in the profile)."}}
			got := newProtocol(t).configure(`{"region":"eu-west-1","access_key":"x","secret_key":"x"}`)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
