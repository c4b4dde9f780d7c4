package demo

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/terraformcli/terraformclitest"
)

// Not parallel, because it sets the environment.
func TestRunRotation(t *testing.T) {
	cli := terraformclitest.Find(t)
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("AWS_PROFILE", "a-profile-that-must-not-be-used")
	var out strings.Builder
	if err := RunRotation(t.Context(), Options{CLI: cli, Example: "../../examples/rotation", Output: &out}); err != nil {
		t.Fatal(err)
	}
	// RunRotation checks the handshakes itself; this is what it prints about them.
	var printed []string
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, " is accepted") || strings.Contains(line, " is rejected") || strings.Contains(line, "Warning:") || strings.Contains(line, "trust_bundle ") {
			fields := strings.Fields(line)
			printed = append(printed, strings.Join(fields[:min(3, len(fields))], " "))
		}
	}
	want := []string{
		"Warning: Client Certificate", "trust_bundle 1 certificate", "✓ the old", "✗ the stranger's",
		"✓ the old", "✗ the new",
		"Warning: Client Certificate", "trust_bundle 2 certificates,", "✓ the old", "✓ the new", "✗ the stranger's",
		"✓ the old", "✓ the new",
		"trust_bundle 1 certificate", "✗ the old", "✓ the new", "✗ the stranger's",
	}
	if diff := cmp.Diff(want, printed); diff != "" {
		t.Errorf("output (-want +got):\n%s\n%s", diff, out.String())
	}
	wantEmpty(t, temp)
}

func TestBackendRejectsAnEmptyBundle(t *testing.T) {
	t.Parallel()
	b, err := startBackend()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.close(); err != nil {
			t.Error(err)
		}
	})
	if err := b.trust("-----BEGIN NOTHING-----"); err == nil {
		t.Error("a bundle without a certificate was accepted")
	}
}
