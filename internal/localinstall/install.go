// Package localinstall builds the provider and puts it into a folder in which Terraform and OpenTofu look for providers.
package localinstall

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"

	"terraform-provider-apigateway/internal/provider"
)

// Package is the import path of the program that is built.
const Package = "terraform-provider-apigateway"

// UserDir returns the folder in which Terraform and OpenTofu look for providers without any configuration:
// ~/.terraform.d/plugins, on Windows %APPDATA%\terraform.d\plugins.
// https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
func UserDir() (string, error) {
	if runtime.GOOS == "windows" {
		dir := os.Getenv("APPDATA")
		if dir == "" {
			return "", errors.New("APPDATA is not set: it names the folder that holds terraform.d")
		}
		return filepath.Join(dir, "terraform.d", "plugins"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".terraform.d", "plugins"), nil
}

// Install builds the provider for this machine and puts it into the plugin folder dir, in the layout of a filesystem mirror.
// It returns the program's path. The working directory must lie in this module.
// https://developer.hashicorp.com/terraform/internals/provider-registry-protocol lists the platforms' names.
func Install(ctx context.Context, dir string) (string, error) {
	target := filepath.Join(dir, filepath.FromSlash(provider.Address), provider.Version, runtime.GOOS+"_"+runtime.GOARCH)
	if err := os.MkdirAll(target, 0o755); err != nil {
		return "", err
	}
	name := "terraform-provider-" + path.Base(provider.Address) + "_v" + provider.Version
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	program := filepath.Join(target, name)
	// A program that runs cannot be written to, but it can be replaced.
	fresh := filepath.Join(target, ".new-"+name)
	defer func() { _ = os.Remove(fresh) }()
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", fresh, Package)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the provider: %w\n%s", err, output)
	}
	if err := os.Rename(fresh, program); err != nil {
		return "", err
	}
	return program, nil
}
