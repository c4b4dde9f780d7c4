// Package localinstall builds the provider and installs it in a folder where Terraform and OpenTofu look for providers.
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

// Version is the version that a build of this checkout is installed as: the next release. Terraform skips versions with a
// suffix such as -dev unless a configuration asks for exactly that version.
const Version = "0.1.0"

// module is the import path of the program that is built.
const module = "terraform-provider-apigateway"

// UserDir returns the folder where Terraform and OpenTofu look for providers by default:
// ~/.terraform.d/plugins, on Windows %APPDATA%\terraform.d\plugins.
// https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
func UserDir() (string, error) {
	if runtime.GOOS == "windows" {
		dir := os.Getenv("APPDATA")
		if dir == "" {
			return "", errors.New("APPDATA is not set: it must name the folder that contains terraform.d")
		}
		return filepath.Join(dir, "terraform.d", "plugins"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".terraform.d", "plugins"), nil
}

// Install builds the provider for this machine and installs it in the plugin folder dir, in the layout of a filesystem mirror.
// It returns the program's path. The working directory must be in this module.
// https://developer.hashicorp.com/terraform/internals/provider-registry-protocol lists the platforms' names.
func Install(ctx context.Context, dir string) (string, error) {
	target := filepath.Join(dir, filepath.FromSlash(provider.Address), Version, runtime.GOOS+"_"+runtime.GOARCH)
	if err := os.MkdirAll(target, 0o755); err != nil {
		return "", err
	}
	name := "terraform-provider-" + path.Base(provider.Address) + "_v" + Version
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	program := filepath.Join(target, name)
	// A running program cannot be written to, but it can be replaced.
	fresh := filepath.Join(target, ".new-"+name)
	defer func() { _ = os.Remove(fresh) }()
	// Plain flags, so that packages that "go test" and "go run" have compiled are not compiled again.
	build := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w -X main.version="+Version, "-o", fresh, module)
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the provider: %w\n%s", err, output)
	}
	if err := os.Rename(fresh, program); err != nil {
		return "", err
	}
	return program, nil
}
