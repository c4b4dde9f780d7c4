package terraformcli

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEnviron(t *testing.T) {
	t.Parallel()
	config := filepath.Join(t.TempDir(), "cli.tfrc")
	if err := os.WriteFile(config, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	given := []string{
		"HOME=/home/x", "TF_CLI_CONFIG_FILE=" + config + ".missing", "TF_CLI_CONFIG_FILE=" + config, "TF_CLI_ARGS=-no-color",
		"TF_CLI_ARGS_plan=-destroy", "TF_LOG=TRACE", "TF_LOG_PATH=/tmp/log", "CHECKPOINT_DISABLE=", "TF_VAR_id=a1b2c3",
	}
	want := []string{"HOME=/home/x", "TF_CLI_CONFIG_FILE=" + config, "TF_VAR_id=a1b2c3", "CHECKPOINT_DISABLE=1"}
	if diff := cmp.Diff(want, Environ(given)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestExports(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.tfrc")
	tests := map[string]struct {
		cli    CLI
		config string
		want   string
	}{
		"Terraform": {cli: CLI{Path: "/it's/terraform"}, config: t.TempDir(), want: `export TF_ACC_TERRAFORM_PATH='/it'\''s/terraform'` + "\n"},
		"OpenTofu, with a missing configuration": {
			cli: CLI{Path: "/bin/tofu", OpenTofu: true}, config: missing,
			want: "export TF_ACC_TERRAFORM_PATH='/bin/tofu'\nexport TF_ACC_PROVIDER_NAMESPACE=hashicorp\n" +
				"export TF_ACC_PROVIDER_HOST=registry.opentofu.org\nunset TF_CLI_CONFIG_FILE\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv(configVariable, test.config)
			if diff := cmp.Diff(test.want, test.cli.Exports()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
