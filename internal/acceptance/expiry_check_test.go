package acceptance

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-exec/tfexec"

	"terraform-provider-apigateway/internal/emulator"
)

// TestExpiryCheck runs examples/expiry-check, and the test that it has itself, with a certificate on either side of 14 days.
// An apply succeeds in any case.
func TestExpiryCheck(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		left   time.Duration
		status string // of the check, as the state has it
	}{
		{"an hour more than 14 days", 14*day + time.Hour, "pass"},
		{"an hour less than 14 days", 14*day - time.Hour, "fail"},
		{"expired", -time.Hour, "fail"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := startEmulator(t, emulator.Options{})
			generate(server, "orders", 365*day-test.left)
			generate(server, "orders", 0)
			generate(server, "invoices", 364*day)
			terraform := newTerraform(t, server, filepath.Join(examples, "expiry-check"))

			var own bytes.Buffer
			if err := terraform.Test(t.Context(), &own); (err == nil) != (test.status == "pass") {
				t.Errorf("terraform test ended with %v", err)
			}
			// Its other run passes always: it expects the check to fail.
			if want := `a_check_a_year_ahead_fails"`; !strings.Contains(own.String(), want) && !strings.Contains(own.String(), strings.Trim(want, `"`)) {
				t.Errorf("terraform test printed nothing of %s:\n%s", want, own.String())
			}

			if err := terraform.Apply(t.Context(), tfexec.Refresh(true)); err != nil {
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
