package release

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Rebuild builds the linux_amd64 program again, as .goreleaser.yml says it, and compares it with the release's byte for byte.
// It builds a copy of what git tracks in the checkout, in another folder and with a build cache of its own, as somebody would
// who wants to know that the release was made of nothing but this source.
func (r Release) Rebuild(ctx context.Context, checkout string) (err error) {
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
	if err := copyTracked(ctx, checkout, source); err != nil {
		return err
	}
	program := filepath.Join(temp, "program")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false",
		"-ldflags=-s -w -buildid= -X main.version="+r.Version, "-o", program, ".")
	cmd.Dir = source
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", "GOFLAGS=", "GOCACHE="+filepath.Join(temp, "cache"))
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building again: %w\n%s", err, output)
	}
	rebuilt, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	if !bytes.Equal(released, rebuilt) {
		return fmt.Errorf("the release's %s program has %d bytes, the one built again %d, and they are not equal",
			platform, len(released), len(rebuilt))
	}
	return nil
}

// copyTracked copies the files that git tracks, in the state that they have in the work tree.
func copyTracked(ctx context.Context, from, to string) error {
	output, err := exec.CommandContext(ctx, "git", "-C", from, "ls-files", "-z").Output()
	if err != nil {
		return fmt.Errorf("git ls-files: %w", err)
	}
	for file := range strings.SplitSeq(strings.TrimSuffix(string(output), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(from, file))
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
