// Package terraformcli finds the Terraform or OpenTofu program that the demo and the acceptance tests run, and gets one where
// there is none.
package terraformcli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
)

// PathVariable is the environment variable that names the program to use. terraform-plugin-testing reads it too:
// https://developer.hashicorp.com/terraform/plugin/testing/acceptance-tests#environment-variables
const PathVariable = "TF_ACC_TERRAFORM_PATH"

// CLI is a Terraform or OpenTofu program that has answered with its version.
type CLI struct {
	Path     string // absolute
	Version  string // without a leading v: "1.11.4"
	OpenTofu bool
}

// String returns the program's name and version: "Terraform v1.11.4".
func (c CLI) String() string {
	if c.OpenTofu {
		return "OpenTofu v" + c.Version
	}
	return "Terraform v" + c.Version
}

// Finder finds a program. Its zero value is ready to use.
type Finder struct {
	Progress io.Writer // receives what is being done and why; os.Stderr if nil

	// Set by tests only.
	cacheDir    string // keeps programs that were fetched or built; a folder of the user's cache if empty
	releasesURL string // HashiCorp's release site if empty
	releasesKey string // the armoured OpenPGP key that signs the releases; HashiCorp's if empty
	// buildOpenTofu runs the go command if nil.
	buildOpenTofu func(ctx context.Context, path string, progress io.Writer) error
}

// Find returns the first of: the program that TF_ACC_TERRAFORM_PATH names, terraform and tofu on the PATH, one that an earlier
// call put into the cache, Terraform downloaded from the release site, OpenTofu built from its source.
// A TF_ACC_TERRAFORM_PATH that does not run is an error: somebody asked for that program and no other.
func (f Finder) Find(ctx context.Context) (CLI, error) {
	if path := os.Getenv(PathVariable); path != "" {
		cli, err := inspect(ctx, path)
		if err != nil {
			return CLI{}, fmt.Errorf("%s must name a Terraform or OpenTofu program, or be unset: %w", PathVariable, err)
		}
		return cli, nil
	}
	for _, name := range []string{"terraform", "tofu"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		cli, err := inspect(ctx, path)
		if err == nil {
			return cli, nil
		}
		if ctx.Err() != nil {
			return CLI{}, err
		}
		f.report("%s does not work, looking further: %v", path, err)
	}
	return f.fetch(ctx)
}

// fetch returns a program from the cache, or fills it.
func (f Finder) fetch(ctx context.Context) (CLI, error) {
	dir, err := f.findCacheDir()
	if err != nil {
		return CLI{}, err
	}
	tofuVersion, tofuErr := openTofuVersion(ctx)
	terraform := filepath.Join(dir, "terraform-"+terraformVersion, executable("terraform"))
	tofu := openTofuPath(dir, tofuVersion)
	for _, path := range []string{terraform, tofu} {
		if cli, err := inspect(ctx, path); err == nil {
			return cli, nil
		}
	}

	f.report("No terraform or tofu on the PATH: downloading Terraform %s to %s.", terraformVersion, filepath.Dir(terraform))
	downloadErr := f.install(ctx, terraform, f.download)
	if downloadErr == nil {
		return inspect(ctx, terraform)
	}
	if ctx.Err() != nil {
		return CLI{}, downloadErr
	}
	f.report("Downloading Terraform failed: %v", downloadErr)

	buildErr := tofuErr
	if buildErr == nil {
		var cli CLI
		if cli, buildErr = f.installOpenTofu(ctx, tofu, tofuVersion); buildErr == nil {
			return cli, nil
		}
	}
	return CLI{}, fmt.Errorf("no Terraform or OpenTofu: install one (https://developer.hashicorp.com/terraform/install or "+
		"https://opentofu.org/docs/intro/install) and put it on the PATH, or name it in %s: %w",
		PathVariable, errors.Join(downloadErr, buildErr))
}

// findCacheDir returns the folder that keeps what was fetched or built.
func (f Finder) findCacheDir() (string, error) {
	if f.cacheDir != "" {
		return f.cacheDir, nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no folder to keep Terraform in (set %s to use your own): %w", PathVariable, err)
	}
	return filepath.Join(dir, "terraform-provider-apigateway"), nil
}

// install lets get put a program into a temporary folder beside path's and then moves it there as a whole, so that neither an
// interrupted call nor two calls at once leave half a program in the cache.
func (f Finder) install(ctx context.Context, path string, get func(ctx context.Context, path string) error) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), ".incomplete-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	fresh := filepath.Join(temp, filepath.Base(path))
	if err := get(ctx, fresh); err != nil {
		return err
	}
	if _, err := inspect(ctx, fresh); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}

func (f Finder) report(format string, args ...any) {
	_, _ = fmt.Fprintf(f.progress(), format+"\n", args...)
}

func (f Finder) progress() io.Writer {
	if f.Progress == nil {
		return os.Stderr
	}
	return f.Progress
}

// versionLine is the line of "terraform version" that tells the product and its version. Warnings may stand before it.
var versionLine = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v(\S+)`)

// inspect runs the program's version command.
func inspect(ctx context.Context, path string) (CLI, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return CLI{}, err
	}
	cmd := exec.CommandContext(ctx, path, "version")
	cmd.Env = Environ(os.Environ())
	output, err := cmd.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok && len(exit.Stderr) > 0 {
			return CLI{}, fmt.Errorf("running %s version: %w: %s", path, err, exit.Stderr)
		}
		return CLI{}, fmt.Errorf("running %s version: %w", path, err)
	}
	match := versionLine.FindSubmatch(output)
	if match == nil {
		return CLI{}, fmt.Errorf("%s version printed no version of Terraform or OpenTofu: %q", path, output)
	}
	return CLI{Path: path, Version: string(match[2]), OpenTofu: string(match[1]) == "OpenTofu"}, nil
}

func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
