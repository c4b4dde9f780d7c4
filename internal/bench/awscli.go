package bench

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// awsCLI is the location of the AWS CLI.
type awsCLI struct {
	path   string // on the PATH, as a configuration that says "aws" finds it; empty if there is none
	behind string // what path starts, if it is a pyenv shim; otherwise empty
}

// findAWSCLI finds the AWS CLI. pyenv replaces it with a shell script that takes as long as the CLI itself to start, so the
// program behind it is measured too.
func findAWSCLI(ctx context.Context) (awsCLI, error) {
	path, err := exec.LookPath("aws")
	if err != nil || filepath.Base(filepath.Dir(path)) != "shims" {
		return awsCLI{path: path}, err
	}
	output, err := exec.CommandContext(ctx, "pyenv", "which", "aws").Output()
	if err != nil {
		return awsCLI{}, fmt.Errorf("pyenv which aws: %w", err)
	}
	return awsCLI{path: path, behind: strings.TrimSpace(string(output))}, nil
}
