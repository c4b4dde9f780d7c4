package awsclient

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/google/go-cmp/cmp"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"terraform-provider-apigateway/internal/emulator"
)

// TestCredentialsAreNotRepeated has errors that quote the request, as AWS does if a
// signature does not match, and proxies do on their pages. The credentials in them
// must appear neither in our errors nor in the log.
func TestCredentialsAreNotRepeated(t *testing.T) {
	t.Parallel()
	const (
		halfToken = "IQoJb3JpZ2luX2VjEMz//////////wEaCWV1LXdlc3Qt"
		token     = halfToken + "MSJGMEQCIDd+SESSION+TOKEN=="
		keyID     = "AKIAIOSFODNN7EXAMPLE" // These two are those of AWS' documentation.
		secretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
	)
	echo := func(status int, errorType string, form func(string) string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Amzn-ErrorType", errorType)
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, `{"message":"x-amz-security-token:%s Authorization: %s"}`,
				form(r.Header.Get("X-Amz-Security-Token")), form(r.Header.Get("Authorization")))
		}
	}
	page := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(text))
		}
	}
	plain := func(s string) string { return s }
	slashes := func(s string) string { return strings.ReplaceAll(s, "/", `\/`) }
	entities := strings.NewReplacer("/", "&#x2F;", "+", "&#43;", "=", "&#x3d;").Replace
	for name, handler := range map[string]http.HandlerFunc{
		"canonical string": echo(http.StatusForbidden, "InvalidSignatureException", plain),
		"a page":           echo(http.StatusForbidden, "", entities),
		"escaped":          echo(http.StatusForbidden, "", url.QueryEscape),
		"success":          echo(http.StatusOK, "", plain),
		"escaped slashes":  echo(http.StatusForbidden, "InvalidSignatureException", slashes),
		"a proxy's own":    page("Proxy-Authorization: Basic cHJveHk6aHVudGVyMg== for http://proxy:hunter2@10.0.0.1:3128"),
		"half at the end":  page(strings.Repeat(" ", maxShown-len(halfToken)) + token),
		"keys alone":       page(keyID + " and " + secretKey),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var signature string
			server := startServer(t, func(w http.ResponseWriter, r *http.Request) {
				_, signature, _ = strings.Cut(r.Header.Get("Authorization"), "Signature=")
				handler(w, r)
			})
			settings := emulatorSettings(strings.Replace(server.URL, "http://", "http://user:hunter2@", 1))
			settings.Token = token
			var log bytes.Buffer
			ctx := WithLogger(tflogtest.RootLogger(t.Context(), &log))
			_, err := newClients(t, settings).Client(emulator.DefaultRegion).ClientCertificate(ctx, "a1b2c3")
			if err == nil {
				t.Fatal("no error")
			}
			if log.Len() == 0 {
				t.Fatal("nothing was logged")
			}
			for where, text := range map[string]string{"error": err.Error(), "log": log.String()} {
				for _, secret := range []string{halfToken, "SESSION", signature, keyID, secretKey, "cHJveHk6aHVudGVyMg", "hunter2", emulator.DefaultSecretAccessKey} {
					if strings.Contains(text, secret) {
						t.Errorf("%s has %q:\n%s", where, secret, text)
					}
				}
			}
		})
	}
}

// TestEndpointsAreLoggedWithoutPasswords has the base library log the addresses of
// the services that issue credentials.
func TestEndpointsAreLoggedWithoutPasswords(t *testing.T) {
	t.Parallel()
	sts := startServer(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) })
	settings := emulatorSettings("http://127.0.0.1:1")
	settings.StsEndpoint = strings.Replace(sts.URL, "http://", "http://user:hunter2@", 1)
	settings.SsoEndpoint = settings.StsEndpoint
	settings.AssumeRole = []awsbase.AssumeRole{{RoleARN: "arn:aws:iam::111111111111:role/reader", SessionName: "plan"}}
	var log bytes.Buffer
	_, diags := New(tflogtest.RootLogger(t.Context(), &log), settings)
	if !diags.HasError() || !strings.Contains(log.String(), "STS client: setting custom endpoint") {
		t.Errorf("diagnostics %v, log:\n%s", diags, log.String())
	}
	if strings.Contains(log.String(), "hunter2") {
		t.Errorf("the log has the password:\n%s", log.String())
	}
}

func TestMasked(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"to http://user:hun'ter2@host:80/ and on":                                "to http://…@host:80/ and on",
		"Failed to parse uri: http://user:hun/ter2@host":                         "Failed to parse uri: …@host",
		`failed to parse endpoint URL: parse "http://user:hun ter@2@[bad": no`:   `failed to parse endpoint URL: …@[bad": no`,
		`parse "http://user:hun/ter2@host": invalid port ":hun" after host`:      `parse "…@host": invalid port after host`,
		"x-amz-security-token:IQoJ+/b== x-amz-date":                              "x-amz-security-token:… x-amz-date",
		`"X-Amz-Security-Token": "IQoJ"`:                                         `"X-Amz-Security-Token": "IQoJ"`,
		"open /etc/ssl/ca.pem: no such file or directory, mail to a@example.com": "open /etc/ssl/ca.pem: no such file or directory, mail to a@example.com",
	} {
		if got := masked(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestLoggedBodyIsBounded(t *testing.T) {
	t.Parallel()
	whole := strings.Repeat("x", 4<<10)
	for text, want := range map[string]string{whole: whole, whole + "y": whole + "[truncated...]"} {
		response := &smithyhttp.Response{Response: &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/html"}}}}
		got := responseFields(response, text, 12345, 6*time.Second)
		if diff := cmp.Diff(map[string]any{
			"http.status_code":                  http.StatusOK,
			"http.response_content_length":      12345,
			"http.duration":                     int64(6000),
			"http.response.body":                want,
			"http.response.header.content_type": "text/html",
		}, got); diff != "" {
			t.Errorf("%d letters (-want +got)\n%s", len(text), diff)
		}
	}
}

func TestLogOfOtherServicesIsWithoutSecrets(t *testing.T) {
	t.Parallel()
	fields := map[string]any{
		"http.status_code":                             200,
		"http.request.body":                            "RoleArn=…",
		"http.response.body":                           "<AccessKeyId>…",
		"http.request.header.x_amz_security_token":     "IQoJb3JpZ2luX2Vj…",
		"http.request.header.x_aws_ec2_metadata_token": "AQAEAHmm…",
	}
	before := maps.Clone(fields)
	if diff := cmp.Diff(map[string]any{
		"http.status_code":                             200,
		"http.request.body":                            "*****",
		"http.response.body":                           "*****",
		"http.request.header.x_amz_security_token":     "*****",
		"http.request.header.x_aws_ec2_metadata_token": "*****",
	}, withoutSecrets(fields)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(before, fields); diff != "" {
		t.Errorf("the caller's fields have changed (-before +after)\n%s", diff)
	}
}
