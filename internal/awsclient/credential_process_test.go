package awsclient

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"terraform-provider-apigateway/internal/emulator"
)

// TestCredentialProcessOutputIsNotQuoted has programs that print something
// unexpected, at the start or when credentials are renewed. Their output must
// appear neither in errors nor in the log.
func TestCredentialProcessOutputIsNotQuoted(t *testing.T) {
	t.Parallel()
	const secret = "hunter2"
	for name, test := range map[string]struct{ output, problem string }{
		"a line before it":       {"Signed in.\n" + `{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"hunter2"}`, "invalid character 'S' looking for beginning of value"},
		"half of it":             {`{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"hunter2"`, "unexpected end of JSON input"},
		"the secret alone":       {`"hunter2"`, "it is a JSON string, not an object"},
		"a version in quotes":    {`{"Version":"1","AccessKeyId":"AKID","SecretAccessKey":"hunter2"}`, "Version is a JSON string"},
		"a number for a key":     {`{"Version":1,"AccessKeyId":12345678901,"SecretAccessKey":"hunter2"}`, "AccessKeyId is a JSON number"},
		"a secret for a time":    {`{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"x","Expiration":"hunter2"}`, "Expiration is not a time such as 2006-01-02T15:04:05Z"},
		"seconds for a time":     {`{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"hunter2","Expiration":1772366400}`, "Expiration is not a time such as 2006-01-02T15:04:05Z"},
		"a version of many bits": {`{"Version":1.5,"AccessKeyId":"AKID","SecretAccessKey":"hunter2"}`, "Version is a JSON number"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			output, profile := filepath.Join(t.TempDir(), "output"), filepath.Join(t.TempDir(), "config")
			write(t, profile, "[profile tool]\ncredential_process = cat "+output+"\n")
			settings := Settings{
				Config:   awsbase.Config{Region: emulator.DefaultRegion, Profile: "tool", SharedConfigFiles: []string{profile}},
				Endpoint: "http://127.0.0.1:1",
			}
			var log bytes.Buffer
			ctx := tflogtest.RootLogger(t.Context(), &log)

			write(t, output, test.output)
			_, diags := New(ctx, settings)
			if len(diags) != 1 {
				t.Fatalf("%d diagnostics, want 1", len(diags))
			}
			const problem = "Cause: the output of credential_process is not the expected JSON: "
			_, cause, _ := strings.Cut(diags[0].Detail(), "\n\n")
			if diff := cmp.Diff(problem+test.problem, cause); diff != "" {
				t.Errorf("at first (-want +got)\n%s", diff)
			}

			write(t, output, `{"Version":1,"AccessKeyId":"AKID","SecretAccessKey":"x","Expiration":"2020-01-01T00:00:00Z"}`)
			clients, diags := New(ctx, settings)
			if diags.HasError() {
				t.Fatal(diags)
			}
			write(t, output, test.output)
			_, err := clients.Client(emulator.DefaultRegion).ClientCertificate(WithLogger(ctx), "a1b2c3")
			if got := kindIn(t, err); got != CredentialsNotFound {
				t.Errorf("kind %d, want %d", got, CredentialsNotFound)
			}
			if !strings.HasSuffix(err.Error(), "\n\n"+problem+test.problem) {
				t.Errorf("later: %s", err)
			}

			if !strings.Contains(log.String(), quotesOutput) {
				t.Error("the log does not have the SDK's error: this test could not find the secret in it")
			}
			if strings.Contains(log.String(), secret) {
				t.Errorf("the log has %s:\n%s", secret, log.String())
			}
		})
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
