package demo

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"terraform-provider-apigateway/internal/terraformcli/terraformclitest"
)

const example = "../../examples/demo"

// Not parallel, because it sets the environment.
func TestRun(t *testing.T) {
	cli := terraformclitest.Find(t)
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	t.Setenv("TF_CLI_CONFIG_FILE", filepath.Join(temp, "missing.tfrc"))
	t.Setenv("AWS_PROFILE", "a-profile-that-must-not-be-used")
	var out strings.Builder
	if err := Run(t.Context(), Options{CLI: cli, Example: example, Output: &out}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"✓ " + cli.String(),
		"data.apigateway_client_certificate.demo\n",
		"description              orders, in use\n",
		"(expires in 244 days)",
		"-----BEGIN CERTIFICATE-----",
		"output\n\n  expires_on  ",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the output lacks %q:\n%s", want, out.String())
		}
	}
	wantEmpty(t, temp)
}

func TestRunStopsWhenCanceled(t *testing.T) {
	cli := terraformclitest.Find(t)
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	ctx, cancel := context.WithCancel(t.Context())
	// Cancel at the last line before Terraform starts.
	out := writerFunc(func(p []byte) (int, error) {
		if strings.Contains(string(p), "Provider built") {
			cancel()
		}
		return len(p), nil
	})
	if err := Run(ctx, Options{CLI: cli, Example: example, Output: out}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	wantEmpty(t, temp)
}

type writerFunc func([]byte) (int, error)

func (w writerFunc) Write(p []byte) (int, error) { return w(p) }

// wantEmpty fails the test if a sandbox is left. The go command may leave its own folders.
func wantEmpty(t *testing.T, dir string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, "apigateway-sandbox-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestRunNeedsAnIDForAWS(t *testing.T) {
	t.Parallel()
	err := Run(t.Context(), Options{AWS: true})
	if err == nil || !strings.Contains(err.Error(), "AWS=1 ID=a1b2c3 make demo") {
		t.Errorf("got %v, want an error that shows the command", err)
	}
}
