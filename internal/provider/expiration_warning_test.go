package provider

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"terraform-provider-apigateway/internal/emulator"
)

// The tests' clock.
var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func atNoonToday() time.Time { return today }

// created makes a certificate whose validity of 365 days ends that long after
// today.
func created(left time.Duration) emulator.GenerateOption {
	return emulator.CreatedAt(today.Add(left - 365*24*time.Hour))
}

const steps = "\n\n" + rotationSteps

func TestExpirationWarning_singular(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	soon := "WARNING: Client Certificate Expires Soon\nIn eu-west-1:\n  %s (\"orders\") "
	gone := "WARNING: Client Certificate Expired\nIn eu-west-1:\n  %s (\"orders\") "
	at := steps + "\nat expiration_date"
	tests := map[string]struct {
		left time.Duration
		own  any // expiration_warning_days
		want string
	}{
		"in a year":                 {left: 365 * day},
		"a second too early":        {left: 30*day + time.Second},
		"at the threshold":          {left: 30 * day, want: soon + "expires in 30 days, on 2026-12-22T12:00:00Z" + at},
		"tomorrow":                  {left: day, want: soon + "expires in 1 day, on 2026-11-23T12:00:00Z" + at},
		"within the day":            {left: time.Hour, want: soon + "expires in less than a day, on 2026-11-22T13:00:00Z" + at},
		"just expired":              {left: -time.Second, want: gone + "expired less than a day ago, on 2026-11-22T11:59:59Z" + at},
		"expired yesterday":         {left: -day, want: gone + "expired 1 day ago, on 2026-11-21T12:00:00Z" + at},
		"longer ahead, if asked":    {left: 60 * day, own: 60, want: soon + "expires in 60 days, on 2027-01-21T12:00:00Z" + at},
		"later, if asked":           {left: 20 * day, own: 14},
		"turned off, even if ended": {left: -day, own: 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := startEmulator(t, emulator.Options{})
			certificate := server.Generate(emulator.DefaultRegion, "orders", nil, created(test.left))
			p := newProtocol(t, atNoonToday)
			p.configureFor(server)
			state, diagnostics := p.read(t.Context(), "apigateway_client_certificate", map[string]tftypes.Value{
				"client_certificate_id":   tftypes.NewValue(tftypes.String, certificate.ID),
				"expiration_warning_days": tftypes.NewValue(tftypes.Number, test.own),
			})
			var want []string
			if test.want != "" {
				want = []string{fmt.Sprintf(test.want, certificate.ID)}
			}
			if diff := cmp.Diff(want, diagnosticTexts(diagnostics)); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
			if state.IsNull() {
				t.Error("a warning must not keep the certificate out of state")
			}
		})
	}
}

func TestExpirationWarning_fromTheCertificateItself(t *testing.T) {
	t.Parallel()
	server := startEmulator(t, emulator.Options{})
	certificate := server.Generate(emulator.DefaultRegion, "", nil, created(48*time.Hour))
	certificate.ExpirationDate = nil
	server.Put(certificate)
	p := newProtocol(t, atNoonToday)
	p.configureFor(server)
	_, diagnostics := p.read(t.Context(), "apigateway_client_certificate", selectID(certificate.ID))
	want := []string{"WARNING: Client Certificate Expires Soon\nIn eu-west-1:\n  " + certificate.ID +
		" (no description) expires in 2 days, on 2026-11-24T12:00:00Z" + steps + "\nat expiration_date"}
	if diff := cmp.Diff(want, diagnosticTexts(diagnostics)); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

func TestExpirationWarning_pluralIsOne(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	server := startEmulator(t, emulator.Options{})
	gone := server.Generate(emulator.DefaultRegion, "gone", nil, created(-3*day))
	soon := server.Generate(emulator.DefaultRegion, "soon", nil, created(3*day))
	server.Generate(emulator.DefaultRegion, "fresh", nil, created(300*day))
	p := newProtocol(t, atNoonToday)
	p.configureFor(server)
	_, diagnostics := p.read(t.Context(), "apigateway_client_certificates", nil)
	want := []string{fmt.Sprintf("WARNING: 2 Client Certificates Expired or Expire Soon\nIn eu-west-1:"+
		"\n  %s (\"gone\") expired 3 days ago, on 2026-11-19T12:00:00Z"+
		"\n  %s (\"soon\") expires in 3 days, on 2026-11-25T12:00:00Z"+
		steps+"\nat client_certificates", gone.ID, soon.ID)}
	if diff := cmp.Diff(want, diagnosticTexts(diagnostics)); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}
