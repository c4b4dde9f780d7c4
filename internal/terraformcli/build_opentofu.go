package terraformcli

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const openTofuModule = "github.com/opentofu/opentofu"

// installOpenTofu builds OpenTofu to path.
func (f Finder) installOpenTofu(ctx context.Context, path, version string) (CLI, error) {
	f.report("Building OpenTofu %s from its source into %s. This takes a few minutes, once.", version, filepath.Dir(path))
	started := time.Now()
	if err := f.install(ctx, path, f.build); err != nil {
		return CLI{}, err
	}
	f.report("Built OpenTofu in %s.", time.Since(started).Round(time.Second))
	return inspect(ctx, path)
}

// build builds OpenTofu to path, with the function that a test put in or the go command.
func (f Finder) build(ctx context.Context, path string) error {
	if f.buildOpenTofu != nil {
		return f.buildOpenTofu(ctx, path, f.progress())
	}
	dir, err := openTofuDir(ctx)
	if err != nil {
		return err
	}
	// Without the flag the program calls itself 1.12.6-dev; a release is built with it as well.
	cmd := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w -X "+openTofuModule+"/version.dev=no",
		"-o", path, openTofuModule+"/cmd/tofu")
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = f.progress(), f.progress()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("building OpenTofu in %s: %w", dir, err)
	}
	return nil
}

// openTofuVersion returns the version that the module pins: "v1.12.6".
func openTofuVersion(ctx context.Context) (string, error) {
	dir, err := openTofuDir(ctx)
	if err != nil {
		return "", err
	}
	return goOutput(ctx, dir, "list", "-m", "-f", "{{.Version}}", openTofuModule)
}

// openTofuDir returns tools/opentofu, the folder of the module that pins OpenTofu. The working directory must lie in this module.
func openTofuDir(ctx context.Context) (string, error) {
	gomod, err := goOutput(ctx, "", "env", "GOMOD")
	if err != nil {
		return "", err
	}
	return filepath.Join(filepath.Dir(gomod), "tools", "opentofu"), nil
}

func openTofuPath(cacheDir, version string) string {
	return filepath.Join(cacheDir, "opentofu-"+version, executable("tofu"))
}

func goOutput(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	output, err := cmd.Output()
	if err != nil {
		var stderr []byte
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			stderr = exit.Stderr
		}
		return "", fmt.Errorf("go %s: %w: %s", strings.Join(args, " "), err, stderr)
	}
	return strings.TrimSpace(string(output)), nil
}
