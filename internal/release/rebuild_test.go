package release

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"terraform-provider-apigateway/internal/terraformcli/terraformclitest"
)

// TestRebuild builds linux_amd64 as a release is built, and again in another folder. Both use the same build cache, because
// compiling everything twice takes minutes; "make snapshot" does that.
func TestRebuild(t *testing.T) {
	t.Parallel()
	const checkout = "../.."
	m := newTestRelease()
	m.platform = "linux_amd64"
	var err error
	if m.program, err = build(t.Context(), checkout, m.platform, m.version); err != nil {
		t.Fatal(err)
	}
	cache, err := exec.CommandContext(t.Context(), "go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	r := Release{Dir: m.write(t), Version: m.version}
	if err := r.Rebuild(t.Context(), checkout, strings.TrimSpace(string(cache))); err != nil {
		t.Error(err)
	}
}

// TestTry plans with this checkout's program from the zip of a release, and rejects a program that reports another version.
func TestTry(t *testing.T) {
	t.Parallel()
	cli := terraformclitest.Find(t)
	for said, want := range map[string]string{
		"1.2.3": "",
		"1.2.2": `the program reports version "1.2.2", want "1.2.3"`,
	} {
		m := newTestRelease()
		var err error
		if m.program, err = build(t.Context(), "../..", host, said); err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := (Release{Dir: m.write(t), Version: m.version}).Try(t.Context(), cli); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", said, got, want)
		}
	}
}

// TestBuildFlags compares the flags of .goreleaser.yml with those of Rebuild.
func TestBuildFlags(t *testing.T) {
	t.Parallel()
	config, err := os.ReadFile("../../.goreleaser.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"env: [CGO_ENABLED=0]\n",
		fmt.Sprintf("flags: [%s]\n", strings.Join(buildFlags, ", ")),
		fmt.Sprintf("ldflags: [\"%s{{ .Version }}\"]\n", ldflags),
	} {
		if !strings.Contains(string(config), want) {
			t.Errorf(".goreleaser.yml lacks %q", want)
		}
	}
}
