package provider

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/aws-sdk-go-base/v2/servicemocks"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
	"terraform-provider-apigateway/internal/terraformcli"
	"terraform-provider-apigateway/internal/terraformcli/terraformclitest"
)

// Credentials of the same length as AWS's, so that redaction by format is tested
// too.
const (
	loggedKey    = "ASIAQNZGKIYXLOGGEDKE"
	loggedSecret = "wJalrXUtnFEMIK7MDENGbPxRfiCYzLoggedSecre"
	loggedToken  = "IQoJb3JpZ2luX2VjEJr//////////wEaCWV1LXdlc3QtMSJHMEUCIQDsessionTokenOfTheLogTest=="
	heldKey      = "ASIAQNZGKIYXHELDKEYS"
	heldSecret   = "heldSecretKeyWithFortyCharactersInItABCD"
	heldToken    = "FwoGZXIvYXdzEHeldTokenThatStartsTheChain//////////wEaDHeldTokenOfTheLogTest=="
	bearerToken  = "bearer-token-of-the-log-test.with-a-payload.and-a-signature"
)

// TestAccLog_hasNoSecrets runs a real Terraform at TRACE with the provider in its
// own process, once per source of credentials, and looks for all secrets in the
// log.
func TestAccLog_hasNoSecrets(t *testing.T) {
	t.Parallel()
	secrets := []string{loggedKey, loggedSecret, loggedToken, heldKey, heldSecret, heldToken, bearerToken}
	for name, wayIn := range map[string]func(t *testing.T, home string) (block string, environment []string){
		"keys":         logKeys,
		"role":         logRole,
		"web identity": logWebIdentity,
		"sso":          logSSO,
		"container":    logContainer,
		"instance":     logInstance,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{AccessKeyID: loggedKey, SecretAccessKey: loggedSecret, SessionToken: loggedToken})
			id := emulatortest.Generate(t, server, emulator.DefaultRegion, "", nil).ID
			server.Inject(emulator.Throttle(1))
			home := t.TempDir()
			block, environment := wayIn(t, home)
			log := traceLog(t, home, environment, fmt.Sprintf(`
provider "apigateway" {
  region = "eu-west-1"
  %s
  endpoints {
    apigateway = %q
  }
}
data "apigateway_client_certificate" "test" {
  client_certificate_id = %q
}
`, block, server.URL(), id))

			for _, secret := range secrets {
				// As is, and as encoded in a query or a form.
				for _, text := range []string{secret, url.QueryEscape(secret)} {
					if at := strings.Index(log, text); at >= 0 {
						t.Errorf("the log contains %s: %s", secret, line(log, at))
					}
				}
			}
			for _, request := range server.Requests() {
				_, signature, _ := strings.Cut(request.Header.Get("Authorization"), "Signature=")
				if signature == "" {
					t.Fatal("a request has no signature to look for in the log")
				}
				if at := strings.Index(log, signature); at >= 0 {
					t.Errorf("the log contains a signature: %s", line(log, at))
				}
			}
			// The log must be useful too: both attempts, with their fields.
			for _, text := range []string{
				"HTTP Request Sent", "HTTP Response Received", "http.status_code=429", "http.status_code=200", `rpc.method="API Gateway/GetClientCertificate"`,
				"aws.region=eu-west-1", "tf_aws.sdk=aws-sdk-go-v2", "retrying request API Gateway/GetClientCertificate, attempt 2",
				"http.url=" + server.URL() + "/clientcertificates/" + id,
			} {
				if !strings.Contains(log, text) {
					t.Errorf("the log does not contain %s", text)
				}
			}
		})
	}
}

func line(log string, at int) string {
	begin, end := strings.LastIndexByte(log[:at], '\n')+1, strings.IndexByte(log[at:], '\n')
	if end < 0 {
		return log[begin:]
	}
	return log[begin : at+end]
}

// traceLog returns the log of a Terraform that plans config.
func traceLog(t *testing.T, home string, environment []string, config string) string {
	t.Helper()
	log := filepath.Join(home, "trace.log")
	plan := terraform(t, home, config, "plan", "-no-color", "-input=false")
	plan.Env = append(plan.Env, "TF_LOG=TRACE", "TF_LOG_PATH="+log)
	plan.Env = append(plan.Env, environment...)
	if output, err := plan.CombinedOutput(); err != nil {
		t.Fatalf("%s: %s", err, output)
	}
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// terraform returns a command of a real Terraform for config, with the provider in
// its own process. It needs no init, because the provider is a dev override.
func terraform(t *testing.T, home, config string, arguments ...string) *exec.Cmd {
	t.Helper()
	cli := terraformclitest.Find(t).Path
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(home, "terraform-provider-apigateway")); err != nil {
		t.Fatal(err)
	}
	settings := filepath.Join(home, "terraformrc")
	for file, text := range map[string]string{
		filepath.Join(home, "main.tf"): config,
		settings:                       fmt.Sprintf("provider_installation {\n  dev_overrides {\n    \"hashicorp/apigateway\" = %q\n  }\n  direct {}\n}\n", home),
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.CommandContext(t.Context(), cli, arguments...)
	command.Dir = home
	command.Env = append(terraformcli.Environ(os.Environ()), "HOME="+home, "TF_CLI_CONFIG_FILE="+settings, serveProvider+"=1")
	return command
}

func logKeys(*testing.T, string) (string, []string) {
	return "", []string{"AWS_ACCESS_KEY_ID=" + loggedKey, "AWS_SECRET_ACCESS_KEY=" + loggedSecret, "AWS_SESSION_TOKEN=" + loggedToken}
}

// logRole has keys in the provider block, which Terraform itself could log.
func logRole(t *testing.T, _ string) (string, []string) {
	t.Helper()
	sts := startSTS(t, handingOut("AssumeRole", url.Values{"RoleArn": {aRoleARN}, "RoleSessionName": {"plan"}, "DurationSeconds": {"900"}}))
	return fmt.Sprintf(`
  access_key = %q
  secret_key = %q
  token      = %q
  assume_role {
    role_arn     = %q
    session_name = "plan"
  }
  endpoints {
    sts = %q
  }`, heldKey, heldSecret, heldToken, aRoleARN, sts.URL), nil
}

func logWebIdentity(t *testing.T, _ string) (string, []string) {
	t.Helper()
	sts := startSTS(t, handingOut("AssumeRoleWithWebIdentity", url.Values{"RoleArn": {aRoleARN}, "RoleSessionName": {"plan"}, "WebIdentityToken": {bearerToken}}))
	return fmt.Sprintf(`
  assume_role_with_web_identity {
    role_arn     = %q
    session_name = "plan"
  }
  endpoints {
    sts = %q
  }`, aRoleARN, sts.URL), []string{"TF_AWS_WEB_IDENTITY_TOKEN=" + bearerToken}
}

// handingOut returns a mock of an STS operation that returns the credentials of
// the log test.
func handingOut(operation string, form url.Values) *servicemocks.MockEndpoint {
	endpoint := answering(operation, loggedKey, form)
	endpoint.Response.Body = strings.NewReplacer(loggedKey+"-secret", loggedSecret, loggedKey+"-token", loggedToken).Replace(endpoint.Response.Body)
	return endpoint
}

func logSSO(t *testing.T, home string) (string, []string) {
	t.Helper()
	cacheToken(t, home, "https://example.awsapps.com/start", fmt.Sprintf(`{"accessToken":%q,"expiresAt":"2099-12-31T23:59:59Z"}`, bearerToken))
	sso := serveJSON(t, "/federation/credentials", fmt.Sprintf(`{"roleCredentials":{"accessKeyId":%q,"secretAccessKey":%q,"sessionToken":%q,"expiration":4102444799000}}`, loggedKey, loggedSecret, loggedToken))
	return fmt.Sprintf("profile = \"single-sign-on\"\n  endpoints {\n    sso = %q\n  }", sso), []string{"AWS_CONFIG_FILE=" + textFile(t, ssoProfile)}
}

// containerCredentials are credentials in the format of ECS and EC2.
var containerCredentials = fmt.Sprintf(`{"Code":"Success","Type":"AWS-HMAC","LastUpdated":"2026-01-01T00:00:00Z","AccessKeyId":%q,"SecretAccessKey":%q,"Token":%q,"Expiration":"2099-12-31T23:59:59Z"}`, loggedKey, loggedSecret, loggedToken)

func logContainer(t *testing.T, _ string) (string, []string) {
	t.Helper()
	return "", []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=" + serveJSON(t, "/creds", containerCredentials) + "/creds", "AWS_CONTAINER_AUTHORIZATION_TOKEN=" + bearerToken}
}

func logInstance(t *testing.T, _ string) (string, []string) {
	t.Helper()
	metadata := http.NewServeMux()
	for path, text := range map[string]string{
		"PUT /latest/api/token":                               bearerToken,
		"GET /latest/meta-data/iam/security-credentials/{$}":  "role",
		"GET /latest/meta-data/iam/security-credentials/role": containerCredentials,
	} {
		metadata.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "300")
			_, _ = w.Write([]byte(text))
		})
	}
	server := httptest.NewServer(metadata)
	t.Cleanup(server.Close)
	return fmt.Sprintf("ec2_metadata_service_endpoint = %q\n  skip_metadata_api_check = false", server.URL), nil
}

// serveJSON serves text at path until the test ends.
func serveJSON(t *testing.T, path, text string) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(text))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}
