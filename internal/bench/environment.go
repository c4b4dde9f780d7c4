package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// Environment is what the figures depend on.
type Environment struct {
	Date      string // the day, in UTC
	Machine   string
	Go        string
	Terraform string
	AWSCLI    string // empty if there is none
	External  string
}

// String returns one line for people.
func (e Environment) String() string {
	parts := []string{e.Date, e.Machine, e.Go, e.Terraform, "hashicorp/external " + e.External}
	if e.AWSCLI != "" {
		parts = append(parts, "AWS CLI "+e.AWSCLI)
	}
	return strings.Join(parts, ", ")
}

var cliVersion = regexp.MustCompile(`aws-cli/(\S+)`)

func (b *bench) environment(ctx context.Context) (Environment, error) {
	e := Environment{
		Date:      time.Now().UTC().Format(time.DateOnly),
		Machine:   machine(),
		Go:        runtime.Version(),
		Terraform: b.terraform.String(),
		External:  b.programs.external.Version,
	}
	if b.awsCLI.path == "" {
		return e, nil
	}
	// With some versions of Python, version 1 of the CLI prints its version to standard error.
	output, err := exec.CommandContext(ctx, b.awsCLI.path, "--version").CombinedOutput()
	if err != nil {
		return Environment{}, fmt.Errorf("%s --version: %w: %s", b.awsCLI.path, err, output)
	}
	if match := cliVersion.FindSubmatch(output); match != nil {
		e.AWSCLI = string(match[1])
	}
	if b.awsCLI.behind != "" {
		e.AWSCLI += ", started through pyenv's shim"
	}
	return e, nil
}

var cpuModel = regexp.MustCompile(`(?m)^model name\s*:\s*(.+)$`)

// machine describes the processor, by its architecture alone if the system does not name it.
func machine() string {
	description := fmt.Sprintf("%d cores, %s/%s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return description
	}
	if match := cpuModel.FindSubmatch(info); match != nil {
		return fmt.Sprintf("%s, %s", description, match[1])
	}
	return description
}
