package awsclient

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"terraform-provider-apigateway/internal/emulator"
)

// TestCredentialsAreNotRepeated: errors that quote the request, as AWS does
// with a signature that does not match and proxies on their pages, lead neither
// into the error nor into the log.
func TestCredentialsAreNotRepeated(t *testing.T) {
	t.Parallel()
	const token = "IQoJb3JpZ2luX2VjEMz//////////wEaCWV1LXdlc3QtMSJGMEQCIDd+SESSION+TOKEN=="
	echo := func(status int, errorType string, form func(string) string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Amzn-ErrorType", errorType)
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, `{"message":"x-amz-security-token:%s Authorization: %s"}`,
				form(r.Header.Get("X-Amz-Security-Token")), form(r.Header.Get("Authorization")))
		}
	}
	plain := func(s string) string { return s }
	for name, handler := range map[string]http.HandlerFunc{
		"canonical string": echo(http.StatusForbidden, "InvalidSignatureException", plain),
		"a page":           echo(http.StatusForbidden, "", html.EscapeString),
		"escaped":          echo(http.StatusForbidden, "", url.QueryEscape),
		"success":          echo(http.StatusOK, "", plain),
		"a proxy's own": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte("Proxy-Authorization: Basic cHJveHk6aHVudGVyMg== for http://proxy:hunter2@10.0.0.1:3128"))
		},
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
				for _, secret := range []string{token, "SESSION", signature, "cHJveHk6aHVudGVyMg", "hunter2", emulator.DefaultSecretAccessKey} {
					if strings.Contains(text, secret) {
						t.Errorf("%s has %q:\n%s", where, secret, text)
					}
				}
			}
		})
	}
}
