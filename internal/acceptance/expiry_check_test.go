package acceptance

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestExpiryCheck runs examples/expiry-check and its own Terraform test with a certificate on either side of 14 days. An apply
// succeeds in any case.
func TestExpiryCheck(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		left   time.Duration
		dated  bool   // API Gateway sends the expiration date
		status string // of the check in the state
	}{
		{"an hour more than 14 days", 14*day + time.Hour, true, "pass"},
		{"an hour less than 14 days", 14*day - time.Hour, true, "fail"},
		{"expired", -time.Hour, true, "fail"},
		{"expired, by the certificate's own date", -time.Hour, false, "fail"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			old := generate(t, server, "orders", 365*day-test.left)
			if !test.dated {
				old.ExpirationDate = nil
				server.Put(old)
			}
			generate(t, server, "orders", 0)
			generate(t, server, "invoices", 364*day)
			terraform := newTerraform(t, server, filepath.Join(examples, "expiry-check"))

			var messages bytes.Buffer
			if err := terraform.Test(t.Context(), &messages); (err == nil) != (test.status == "pass") {
				t.Errorf("terraform test ended with %v", err)
			}
			want := map[string]bool{"a_check_a_year_ahead_fails": true, "no_certificate_expires_within_14_days": test.status == "pass"}
			if diff := cmp.Diff(want, passed(messages.Bytes())); diff != "" {
				t.Errorf("terraform test (-want +got):\n%s", diff)
			}

			if err := terraform.Apply(t.Context()); err != nil {
				t.Fatal(err)
			}
			state, err := terraform.Show(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, check := range state.Checks {
				got[check.Address.ToDisplay] = string(check.Status)
			}
			if diff := cmp.Diff(map[string]string{"check.client_certificates_expire": test.status}, got); diff != "" {
				t.Errorf("checks (-want +got):\n%s", diff)
			}
		})
	}
}

// passed returns which runs passed, from the messages of "test -json".
func passed(messages []byte) map[string]bool {
	passed := map[string]bool{}
	for line := range bytes.Lines(messages) {
		var message struct {
			TestRun struct {
				Run    string `json:"run"`
				Status string `json:"status"` // Absent while it is running.
			} `json:"test_run"`
		}
		if json.Unmarshal(line, &message) == nil && message.TestRun.Status != "" {
			passed[message.TestRun.Run] = message.TestRun.Status == "pass"
		}
	}
	return passed
}
