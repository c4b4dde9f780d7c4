package provider

import (
	"fmt"
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
		"The sources, in order of precedence: access_key and secret_key in the provider block; profile in the provider block, which excludes the keys, the token file and the profile in the environment; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; "+
			"AWS_WEB_IDENTITY_TOKEN_FILE; the profile that AWS_PROFILE names, or default; the container's credentials; the EC2 instance metadata service.")
	if diff := cmp.Diff([]string{"PUT /latest/api/token", "GET /latest/meta-data/iam/security-credentials/"}, asked); diff != "" {
		t.Error(diff)
	}
}

func TestCredentials_profileThatDoesNotExist(t *testing.T) {
	t.Setenv("AWS_CONFIG_FILE", textFile(t, "[profile edge]\nregion = eu-west-1\n"))
	found := newProtocol(t).configure(`{"region":"eu-west-1","profile":"egde"}`)
	expectOne(t, found, "AWS Profile Not Found", `The profile "egde" is not in any of the shared configuration and credentials files. Correct profile in the provider block or AWS_PROFILE, or the files.`)

	t.Setenv("AWS_CONFIG_FILE", textFile(t, "[profile edge]\nrole_arn = "+aRoleARN+"\nsource_profile = base\n"))
	found = newProtocol(t).configure(`{"region":"eu-west-1","profile":"edge"}`)
	expectOne(t, found, "AWS Profile Not Found", `The profile "base" is not in any of the shared configuration and credentials files. Correct source_profile in the profile that names it, or the files.`)
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
