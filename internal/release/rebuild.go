package release

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Rebuild builds the linux_amd64 program again, as .goreleaser.yml does, and compares it with the release's byte for byte.
// It builds a copy of the files in checkout that git does not ignore, in another folder, as anyone would who verifies that the
// release comes from this source alone. If the build cache is an empty folder, everything is compiled anew.
func (r Release) Rebuild(ctx context.Context, checkout, cache string) (err error) {
	const platform = "linux_amd64"
	archive, err := os.ReadFile(filepath.Join(r.Dir, r.zipName(platform)))
	if err != nil {
		return err
	}
	released, err := r.program(platform, archive)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "apigateway-rebuild-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	source := filepath.Join(temp, "source")
	if err := copySource(ctx, checkout, source); err != nil {
		return err
	}
	rebuilt, err := build(ctx, source, platform, r.Version, "GOCACHE="+cache)
	if err != nil {
		return fmt.Errorf("rebuilding: %w", err)
	}
	if !bytes.Equal(released, rebuilt) {
		return fmt.Errorf("the release's %s program (%d bytes) differs from the rebuilt one (%d bytes)",
			platform, len(released), len(rebuilt))
	}
	return nil
}

// The build settings of .goreleaser.yml; a test compares the two.
var (
	buildFlags = []string{"-trimpath", "-buildvcs=false"}
	ldflags    = "-s -w -buildid= -X main.version="
)

// build builds the program in the folder source as a release is built, with env added to the environment, and returns it.
func build(ctx context.Context, source, platform, version string, env ...string) (_ []byte, err error) {
	temp, err := os.MkdirTemp("", "apigateway-build-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	program := filepath.Join(temp, "program")
	goos, goarch, _ := strings.Cut(platform, "_")
	cmd := exec.CommandContext(ctx, "go", slices.Concat([]string{"build"}, buildFlags, []string{"-ldflags=" + ldflags + version, "-o", program, "."})...)
	cmd.Dir = source
	cmd.Env = slices.Concat(os.Environ(), []string{"CGO_ENABLED=0", "GOOS=" + goos, "GOARCH=" + goarch, "GOFLAGS="}, env)
	if output, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, output)
	}
	return os.ReadFile(program)
}

// copySource copies the files that git does not ignore, as they are in the work tree.
func copySource(ctx context.Context, from, to string) error {
	output, err := exec.CommandContext(ctx, "git", "-C", from, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return fmt.Errorf("git ls-files: %w", err)
	}
	for file := range strings.SplitSeq(strings.TrimSuffix(string(output), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(from, file))
		if errors.Is(err, fs.ErrNotExist) {
			continue // Deleted since the last commit.
		}
		if err != nil {
			return err
		}
		path := filepath.Join(to, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
	}
	return nil
}
