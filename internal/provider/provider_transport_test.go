package provider

import (
	"encoding/pem"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/aws-sdk-go-base/v2/servicemocks"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestTransport_customCABundle has STS and API Gateway behind a private
// certificate authority.
func TestTransport_customCABundle(t *testing.T) {
	t.Parallel()
	sts := httptest.NewTLSServer(startSTS(t, servicemocks.MockStsGetCallerIdentityValidEndpoint).Config.Handler)
	t.Cleanup(sts.Close)
	server := emulatortest.Start(t, emulator.Options{TLS: sts.TLS.Clone()})
	id := emulatortest.Generate(t, server, emulator.DefaultRegion, "", nil).ID
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
	expectOne(t, newProtocol(t).read(merged(t, config, `{"max_retries":1}`), id), "STS Cannot Be Reached", "certificate signed by unknown authority")
	missing := newProtocol(t).read(merged(t, config, `{"custom_ca_bundle":"/nowhere/ca.pem"}`), id)
	expectOne(t, missing, "CA Bundle Not Loaded", "custom_ca_bundle (/nowhere/ca.pem) must be a readable file")
}

// TestTransport_bundleThatCannotBeUsed checks that the error names the setting
// that the file comes from.
func TestTransport_bundleThatCannotBeUsed(t *testing.T) {
	dir := t.TempDir()
	empty, profile := filepath.Join(dir, "empty.pem"), filepath.Join(dir, "config")
	for file, content := range map[string]string{empty: "", profile: "[profile edge]\nca_bundle = " + empty + "\n"} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	missing := filepath.Join(dir, "missing.pem")
	const (
		must   = " must be a readable file with certificates in PEM. Correct it, or remove it to trust the certificate authorities of this machine.\n\nCause: "
		noPEM  = "loading configuration: failed to load custom CA bundle PEM file"
		noFile = ": no such file or directory"
	)
	for name, test := range map[string]struct{ variable, config, want string }{
		"argument, no file":     {empty, fmt.Sprintf(`{"custom_ca_bundle":%q}`, missing), "custom_ca_bundle (" + missing + ")" + must + "reading custom CA bundle: open " + missing + noFile},
		"argument, nothing":     {missing, fmt.Sprintf(`{"custom_ca_bundle":%q}`, empty), "custom_ca_bundle (" + empty + ")" + must + noPEM},
		"environment, no file":  {missing, `{}`, "AWS_CA_BUNDLE (" + missing + ")" + must + "loading configuration: open " + missing + noFile},
		"environment, nothing":  {empty, `{}`, "AWS_CA_BUNDLE (" + empty + ")" + must + noPEM},
		"the profile, nothing":  {"", fmt.Sprintf(`{"profile":"edge","shared_config_files":[%q]}`, profile), "ca_bundle in the profile (edge)" + must + noPEM},
		"environment and block": {empty, `{"custom_ca_bundle":""}`, "AWS_CA_BUNDLE (" + empty + ")" + must + noPEM},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("AWS_CA_BUNDLE", test.variable)
			want := []finding{{"", "CA Bundle Not Loaded", test.want}}
			got := newProtocol(t).configure(merged(t, keysOfTheEmulator, `{"region":"eu-west-1"}`, test.config))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestTransport_userAgent checks the products in the User-Agent and their order.
func TestTransport_userAgent(t *testing.T) {
	t.Setenv("TF_APPEND_USER_AGENT", "pipeline/7")
	server := emulatortest.Start(t, emulator.Options{})
	id := emulatortest.Generate(t, server, emulator.DefaultRegion, "", nil).ID
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

// TestTransport_proxies checks that a proxy for HTTP alone is not used for HTTPS,
// and that a warning says so.
func TestTransport_proxies(t *testing.T) {
	proxy := emulatortest.Start(t, emulator.Options{Hosts: []string{"gateway.example"}})
	id := emulatortest.Generate(t, proxy, emulator.DefaultRegion, "", nil).ID
	config := merged(t, keysOfTheEmulator, `{"endpoints":[{"apigateway":"http://gateway.example"}]}`)
	t.Setenv("HTTPS_PROXY", "")
	t.Setenv("https_proxy", "")
	t.Setenv("NO_PROXY", "")
	t.Setenv("no_proxy", "")
	want := []finding{{"http_proxy", "Warning: No Proxy for HTTPS", "http_proxy is for HTTP only, but AWS is called over HTTPS: those requests bypass the proxy, because neither https_proxy nor HTTPS_PROXY is set. " +
		"Set https_proxy in the provider block to the proxy for them, or to \"\" for none."}}
	if diff := cmp.Diff(want, newProtocol(t).read(merged(t, config, fmt.Sprintf(`{"http_proxy":%q}`, proxy.URL())), id)); diff != "" {
		t.Error(diff)
	}
	for _, address := range []string{proxy.URL(), strings.TrimPrefix(proxy.URL(), "http://")} {
		if found := newProtocol(t).read(merged(t, config, fmt.Sprintf(`{"http_proxy":%q,"https_proxy":""}`, address)), id); len(found) > 0 {
			t.Errorf("findings: %v", found)
		}
	}
	if n := proxy.Count(""); n != 3 {
		t.Errorf("%d requests through the proxy, want 3", n)
	}
}
