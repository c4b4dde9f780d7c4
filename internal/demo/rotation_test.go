package demo

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What the demo makes goes to a folder of the test's, so this does not run in parallel.
func TestRunRotation(t *testing.T) {
	cli := findCLI(t)
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("AWS_PROFILE", "a-profile-that-must-not-be-used")
	var out strings.Builder
	if err := RunRotation(t.Context(), Options{CLI: cli, Example: "../../examples/rotation", Output: &out}); err != nil {
		t.Fatal(err)
	}
	// RunRotation compares the handshakes itself; this is what a person is told of them.
	var told []string
	for line := range strings.Lines(out.String()) {
		if strings.Contains(line, " is accepted") || strings.Contains(line, " is refused") || strings.Contains(line, "Warning:") || strings.Contains(line, "trust_bundle ") {
			fields := strings.Fields(line)
			told = append(told, strings.Join(fields[:min(3, len(fields))], " "))
		}
	}
	want := []string{
		"Warning: Client Certificate", "trust_bundle 1 certificate", "✓ the old", "✗ the stranger's",
		"✓ the old", "✗ the new",
		"Warning: Client Certificate", "trust_bundle 2 certificates,", "✓ the old", "✓ the new", "✗ the stranger's",
		"✓ the old", "✓ the new",
		"trust_bundle 1 certificate", "✗ the old", "✓ the new", "✗ the stranger's",
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("what is told (-want +got):\n%s\n%s", diff, out.String())
	}
	wantEmpty(t, temp)
}

func TestBackendRefusesAnEmptyBundle(t *testing.T) {
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
		t.Error("a bundle without a certificate was taken")
	}
}
