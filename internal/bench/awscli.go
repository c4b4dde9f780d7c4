package bench

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// awsCLI is where the AWS CLI is.
type awsCLI struct {
	path   string // as the PATH has it, and so a configuration that says "aws"; empty where there is none
	behind string // what path leads to, when path is a shim of pyenv's; otherwise empty
}

// findAWSCLI finds the AWS CLI. pyenv puts a shell script in its place that takes as long as the CLI's own start, so what is behind
// it is of interest too.
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
