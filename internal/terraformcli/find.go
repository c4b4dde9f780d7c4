// Package terraformcli finds the Terraform or OpenTofu program that the demo and the acceptance tests run, and downloads or builds
// one if there is none.
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

// CLI is a Terraform or OpenTofu program that works: it has printed its version.
type CLI struct {
	Path     string // absolute
	Version  string // without a leading v, such as "1.11.4"
	OpenTofu bool
}

// String returns the program's name and version, such as "Terraform v1.11.4".
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
	releasesKey string // the armored OpenPGP key that signs the releases; HashiCorp's if empty
	// buildOpenTofu runs the go command if nil.
	buildOpenTofu func(ctx context.Context, path string, progress io.Writer) error
}

// Find returns the first of: the program that TF_ACC_TERRAFORM_PATH names, terraform and tofu on the PATH, a program that an
// earlier call cached, Terraform downloaded from the release site, OpenTofu built from source.
// It fails if the program that TF_ACC_TERRAFORM_PATH names does not run, rather than use another one.
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
		f.report("%s does not work, trying others: %v", path, err)
	}
	return f.fetch(ctx)
}

// fetch returns a program from the cache, or downloads or builds one.
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

	f.report("No terraform or tofu on the PATH. Downloading Terraform %s to %s.", terraformVersion, filepath.Dir(terraform))
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
		"https://opentofu.org/docs/intro/install) and put it on the PATH, or set %s to its path: %w",
		PathVariable, errors.Join(downloadErr, buildErr))
}

// findCacheDir returns the folder that programs are downloaded to and built in.
func (f Finder) findCacheDir() (string, error) {
	if f.cacheDir != "" {
		return f.cacheDir, nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("no cache folder for Terraform (set %s to use an installed one): %w", PathVariable, err)
	}
	return filepath.Join(dir, "terraform-provider-apigateway"), nil
}

// install has get write a program to a temporary folder next to path's, checks that it runs, and moves it to path in one step,
// so that neither an interrupted call nor concurrent calls leave an incomplete program in the cache.
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

// versionLine matches the line of "terraform version" with the product and its version. Warnings may precede it.
var versionLine = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v(\S+)`)

// inspect runs the program's version command. It fails if the program is neither Terraform nor OpenTofu.
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
		return CLI{}, fmt.Errorf("%s version did not print a version of Terraform or OpenTofu: %q", path, output)
	}
	return CLI{Path: path, Version: string(match[2]), OpenTofu: string(match[1]) == "OpenTofu"}, nil
}

func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
