package demo

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	tfjson "github.com/hashicorp/terraform-json"
)

func TestState(t *testing.T) {
	t.Parallel()
	state := &tfjson.State{Values: &tfjson.StateValues{
		RootModule: &tfjson.StateModule{Resources: []*tfjson.StateResource{{
			Address: "data.apigateway_client_certificate.demo",
			AttributeValues: map[string]any{
				"version":                 3,
				"timeouts":                nil,
				"tags":                    map[string]any{"Stage": "prod", "Service": "orders"},
				"ids":                     []any{"a1b2c3"},
				"none":                    []any{},
				"ignored":                 map[string]any{},
				"pem_encoded_certificate": "-----BEGIN CERTIFICATE-----\r\nAAAA\r\nBBBB\r\nCC==\r\n-----END CERTIFICATE-----",
				"expiration_date":         "2026-03-01T00:00:00Z",
				"certificate":             map[string]any{"not_after": "2025-12-30T12:00:00Z"},
				"id":                      "a1b2c3",
			},
		}}},
		Outputs: map[string]*tfjson.StateOutput{"secret": {Sensitive: true, Value: "hidden"}, "when": {Value: "1 March 2026"}},
	}}
	want := `
data.apigateway_client_certificate.demo

  id                       a1b2c3
  tags
    Service                orders
    Stage                  prod
  expiration_date          2026-03-01T00:00:00Z  (expires in 59 days)
  certificate
    not_after              2025-12-30T12:00:00Z  (expired 1 day ago)
  ids
    [0]                    a1b2c3
  ignored                  {}
  none                     []
  pem_encoded_certificate  -----BEGIN CERTIFICATE-----
                           AAAA
                           … 2 more lines, 72 bytes in all
                           -----END CERTIFICATE-----
  timeouts                 null
  version                  3

output

  secret  (sensitive)
  when    1 March 2026
`
	var out strings.Builder
	printer{out: &out, now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}.state(state)
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestRemaining(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	tests := map[time.Duration]string{
		-36 * time.Hour: "(expired 1 day ago)",
		-time.Second:    "(expired 0 days ago)",
		0:               "(expires within a day)",
		day - 1:         "(expires within a day)",
		day:             "(expires in 1 day)",
		365 * day:       "(expires in 365 days)",
	}
	for d, want := range tests {
		if got := remaining(d); got != want {
			t.Errorf("remaining(%s) = %q, want %q", d, got, want)
		}
	}
}
