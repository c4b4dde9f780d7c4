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

// installOpenTofu builds OpenTofu, installs it at path and reports its progress.
func (f Finder) installOpenTofu(ctx context.Context, path, version string) (CLI, error) {
	f.report("Building OpenTofu %s from source in %s. This takes a few minutes, the first time only.", version, filepath.Dir(path))
	started := time.Now()
	if err := f.install(ctx, path, f.build); err != nil {
		return CLI{}, err
	}
	f.report("Built OpenTofu in %s.", time.Since(started).Round(time.Second))
	return inspect(ctx, path)
}

// build builds OpenTofu to path.
func (f Finder) build(ctx context.Context, path string) error {
	if f.buildOpenTofu != nil {
		return f.buildOpenTofu(ctx, path, f.progress())
	}
	dir, err := openTofuDir(ctx)
	if err != nil {
		return err
	}
	// As in a release: without the flag the program reports its version as 1.12.6-dev.
	cmd := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w -X "+openTofuModule+"/version.dev=no",
		"-o", path, openTofuModule+"/cmd/tofu")
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = f.progress(), f.progress()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("building OpenTofu in %s: %w", dir, err)
	}
	return nil
}

// openTofuVersion returns the pinned version, such as "v1.12.6".
func openTofuVersion(ctx context.Context) (string, error) {
	dir, err := openTofuDir(ctx)
	if err != nil {
		return "", err
	}
	return goOutput(ctx, dir, "list", "-m", "-f", "{{.Version}}", openTofuModule)
}

// openTofuDir returns tools/opentofu, the folder of the module that pins OpenTofu. The working directory must be in this module.
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
