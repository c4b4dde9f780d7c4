package terraformcli

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
)

const configVariable = "TF_CLI_CONFIG_FILE"

// Environ returns a copy of environ ("NAME=value" strings) with which Terraform and OpenTofu print only what they are asked for:
// without a TF_CLI_CONFIG_FILE that names a missing file, because terraform-exec cannot parse the warning about it, without
// TF_CLI_ARGS and logging, and with the update check disabled.
func Environ(environ []string) []string {
	clean := slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name, value, _ := strings.Cut(entry, "=")
		switch {
		case name == configVariable:
			return missing(value)
		case name == "TF_CLI_ARGS", strings.HasPrefix(name, "TF_CLI_ARGS_"), name == "CHECKPOINT_DISABLE":
			return true
		default:
			return name == "TF_LOG" || strings.HasPrefix(name, "TF_LOG_")
		}
	})
	return append(clean, "CHECKPOINT_DISABLE=1")
}

// Exports returns the shell commands that make the acceptance tests use this program. OpenTofu looks up providers without a
// source in its own registry, which terraform-plugin-testing has to know.
func (c CLI) Exports() string {
	lines := []string{"export " + PathVariable + "=" + quote(c.Path)}
	if c.OpenTofu {
		lines = append(lines,
			"export TF_ACC_PROVIDER_NAMESPACE=hashicorp",
			"export TF_ACC_PROVIDER_HOST=registry.opentofu.org")
	}
	if value, set := os.LookupEnv(configVariable); set && missing(value) {
		lines = append(lines, "unset "+configVariable)
	}
	return strings.Join(lines, "\n") + "\n"
}

func missing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// quote quotes s for a POSIX shell.
func quote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
