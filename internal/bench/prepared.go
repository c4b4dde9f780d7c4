package bench

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"terraform-provider-apigateway/internal/sandbox"
	"terraform-provider-apigateway/internal/terraformcli"
)

// prepared is a scenario that is ready to be measured, any number of times.
type prepared struct {
	scenario Scenario
	args     []string
	dir      string
	env      []string
	provider string // the program whose memory is measured, if any
}

// prepare writes a scenario's configuration and runs terraform init.
func (b *bench) prepare(ctx context.Context, s Scenario) (prepared, error) {
	p := prepared{scenario: s, args: s.args, dir: b.dir, env: b.environmentFor(s.region)}
	if s.config == "" {
		return p, nil
	}
	p.dir = filepath.Join(b.dir, s.Key)
	if err := os.Mkdir(p.dir, 0o755); err != nil {
		return prepared{}, err
	}
	config := s.config
	for _, program := range b.programs.all() {
		if program.Source == s.Provider {
			p.provider = program.Path
			config = fmt.Sprintf("terraform {\n  required_providers {\n    %s = {\n      source = %q\n    }\n  }\n}\n\n", path.Base(program.Source), program.Source) + config
		}
	}
	if err := os.WriteFile(filepath.Join(p.dir, "main.tf"), []byte(config), 0o600); err != nil {
		return prepared{}, err
	}
	initialize := p
	initialize.args = []string{b.terraform.Path, "init", "-input=false", "-no-color"}
	if err := initialize.run(ctx); err != nil {
		return prepared{}, err
	}
	p.args = []string{b.terraform.Path, "plan", "-input=false", "-no-color"}
	if s.rehearse {
		return p, p.run(ctx)
	}
	return p, nil
}

// environmentFor returns an environment that points the provider and the AWS CLI at the emulator.
func (b *bench) environmentFor(region string) []string {
	var env []string
	for _, entry := range terraformcli.Environ(os.Environ()) {
		if !strings.HasPrefix(entry, "AWS_") && !strings.HasPrefix(entry, "TF_") {
			env = append(env, entry)
		}
	}
	settings := sandbox.EmulatorEnvironment(b.api)
	settings["AWS_REGION"] = region
	settings["AWS_DEFAULT_REGION"] = region // Version 1 of the AWS CLI reads only this one.
	settings["TF_CLI_CONFIG_FILE"] = b.cliConfig()
	settings["BENCH_RESPONSE"] = filepath.Join(b.dir, "response")
	for name, value := range settings {
		if value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}

func (p prepared) command(ctx context.Context) (*exec.Cmd, *bytes.Buffer) {
	cmd := exec.CommandContext(ctx, p.args[0], p.args[1:]...)
	cmd.Dir, cmd.Env = p.dir, p.env
	// Terraform stops its providers when interrupted, but not when killed.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	return cmd, &output
}

func (p prepared) run(ctx context.Context) error {
	cmd, output := p.command(ctx)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", p.args[0], p.args[1], err, output)
	}
	return nil
}

// Short scenarios vary most from run to run, and cost little to repeat.
const (
	short        = 2 * time.Second
	shortRepeats = 5
)

// sample measures a scenario for a round. A short one is run several times, and the run with the median wall time counts.
func (b *bench) sample(ctx context.Context, p prepared) (Sample, error) {
	first, err := b.measure(ctx, p)
	if err != nil || first.Wall >= short {
		return first, err
	}
	samples := []Sample{first}
	for len(samples) < shortRepeats {
		sample, err := b.measure(ctx, p)
		if err != nil {
			return Sample{}, err
		}
		samples = append(samples, sample)
	}
	slices.SortFunc(samples, func(a, b Sample) int { return cmp.Compare(a.Wall, b.Wall) })
	return samples[len(samples)/2], nil
}

// measure runs a scenario once.
func (b *bench) measure(ctx context.Context, p prepared) (Sample, error) {
	b.api.ResetRequests()
	cmd, output := p.command(ctx)
	started := time.Now()
	if err := cmd.Start(); err != nil {
		return Sample{}, err
	}
	memory := watchMemory(cmd.Process.Pid, p.provider)
	err := cmd.Wait()
	sample := Sample{
		Wall:     time.Since(started),
		CPU:      cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		Memory:   memory(),
		Requests: b.api.Count(""),
	}
	if err != nil {
		return Sample{}, fmt.Errorf("%w\n%s", err, output)
	}
	// A plan that reads too little would be fast.
	if sample.Requests != p.scenario.requests {
		return Sample{}, fmt.Errorf("%d requests arrived, want %d\n%s", sample.Requests, p.scenario.requests, output)
	}
	return sample, nil
}
