package provider

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// today is the time on the tests' clock.
var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func atNoonToday() time.Time { return today }

// created dates a certificate so that its validity of 365 days ends that long
// after today.
func created(left time.Duration) emulator.GenerateOption {
	return emulator.CreatedAt(today.Add(left - 365*24*time.Hour))
}

const steps = "\n\n" + rotationSteps

func TestExpirationWarning_singular(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	const (
		soon = "Warning: Client Certificate Expires Soon"
		gone = "Warning: Client Certificate Expired"
	)
	tests := map[string]struct {
		left    time.Duration
		config  string // Further arguments of the data source.
		summary string // "" for no warning.
		when    string
	}{
		"in a year":                     {left: 365 * day},
		"a second before the threshold": {left: 30*day + time.Second},
		"at the threshold":              {left: 30 * day, summary: soon, when: "expires in 30 days, on 2026-12-22T12:00:00Z"},
		"tomorrow":                      {left: day, summary: soon, when: "expires in 1 day, on 2026-11-23T12:00:00Z"},
		"within the day":                {left: time.Hour, summary: soon, when: "expires in less than a day, on 2026-11-22T13:00:00Z"},
		"just expired":                  {left: -time.Second, summary: gone, when: "expired less than a day ago, on 2026-11-22T11:59:59Z"},
		"expired yesterday":             {left: -day, summary: gone, when: "expired 1 day ago, on 2026-11-21T12:00:00Z"},
		"earlier warning":               {left: 60 * day, config: `, "expiration_warning_days": 60`, summary: soon, when: "expires in 60 days, on 2027-01-21T12:00:00Z"},
		"later warning":                 {left: 20 * day, config: `, "expiration_warning_days": 14`},
		"turned off, even if expired":   {left: -day, config: `, "expiration_warning_days": 0`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			certificate := emulatortest.Generate(t, server, emulator.DefaultRegion, "orders", nil, created(test.left))
			p := newProtocolAt(t, atNoonToday)
			p.connect(server)
			state, found := p.state("apigateway_client_certificate", fmt.Sprintf(`{"client_certificate_id": %q%s}`, certificate.ID, test.config))
			var want []finding
			if test.summary != "" {
				want = []finding{{"expiration_date", test.summary, fmt.Sprintf("In eu-west-1:\n  %s (\"orders\") %s", certificate.ID, test.when) + steps}}
			}
			if diff := cmp.Diff(want, found); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
			if state.IsNull() {
				t.Error("the certificate is not in state; a warning must not prevent that")
			}
		})
	}
}

func TestExpirationWarning_fromTheCertificateItself(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	certificate := emulatortest.Generate(t, server, emulator.DefaultRegion, "", nil, created(48*time.Hour))
	certificate.ExpirationDate = nil
	server.Put(certificate)
	p := newProtocolAt(t, atNoonToday)
	p.connect(server)
	_, found := p.state("apigateway_client_certificate", fmt.Sprintf(`{"client_certificate_id": %q}`, certificate.ID))
	want := []finding{{"expiration_date", "Warning: Client Certificate Expires Soon",
		"In eu-west-1:\n  " + certificate.ID + " (no description) expires in 2 days, on 2026-11-24T12:00:00Z" + steps}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}

func TestExpirationWarning_pluralIsOne(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	server := emulatortest.Start(t, emulator.Options{})
	gone := emulatortest.Generate(t, server, emulator.DefaultRegion, "gone", nil, created(-3*day))
	soon := emulatortest.Generate(t, server, emulator.DefaultRegion, "soon", nil, created(3*day))
	emulatortest.Generate(t, server, emulator.DefaultRegion, "fresh", nil, created(300*day))
	p := newProtocolAt(t, atNoonToday)
	p.connect(server)
	_, found := p.state("apigateway_client_certificates", `{}`)
	want := []finding{{"client_certificates", "Warning: 2 Client Certificates Expired or Expire Soon", fmt.Sprintf("In eu-west-1:"+
		"\n  %s (\"gone\") expired 3 days ago, on 2026-11-19T12:00:00Z"+
		"\n  %s (\"soon\") expires in 3 days, on 2026-11-25T12:00:00Z"+steps, gone.ID, soon.ID)}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("diagnostics (-want +got):\n%s", diff)
	}
}
