package release

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/hashicorp/terraform-exec/tfexec"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/provider"
	"terraform-provider-apigateway/internal/sandbox"
	"terraform-provider-apigateway/internal/terraformcli"
)

// host is the platform of this machine.
const host = runtime.GOOS + "_" + runtime.GOARCH

// configuration reads one certificate. It names the version, because Terraform selects one with a suffix only if asked to.
const configuration = `terraform {
  required_providers {
    apigateway = {
      source  = %q
      version = %q
    }
  }
}

provider "apigateway" {}

variable "id" {
  type = string
}

data "apigateway_client_certificate" "this" {
  client_certificate_id = var.id
}

output "arn" {
  value = data.apigateway_client_certificate.this.arn
}
`

// Try runs the release's program for this machine: with -version, and then, from the zip in a filesystem mirror, in an init and a
// plan that reads from the emulator. The error includes Terraform's output.
// https://developer.hashicorp.com/terraform/cli/config/config-file#filesystem_mirror describes the mirror's packed layout.
func (r Release) Try(ctx context.Context, cli terraformcli.CLI) (err error) {
	temp, err := os.MkdirTemp("", "apigateway-release-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()

	archive, err := os.ReadFile(filepath.Join(r.Dir, r.zipName(host)))
	if err != nil {
		return err
	}
	if err := r.tryVersion(ctx, temp, archive); err != nil {
		return err
	}
	mirror := filepath.Join(temp, "mirror")
	packed := filepath.Join(mirror, filepath.FromSlash(provider.Address), r.zipName(host))
	example := filepath.Join(temp, "example")
	for path, content := range map[string][]byte{
		packed:                            archive,
		filepath.Join(example, "main.tf"): fmt.Appendf(nil, configuration, provider.Address, r.Version),
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			return err
		}
	}
	return plan(ctx, cli, mirror, example)
}

// tryVersion checks what the program prints with -version.
func (r Release) tryVersion(ctx context.Context, temp string, archive []byte) error {
	content, err := r.program(host, archive)
	if err != nil {
		return err
	}
	// Windows needs the suffix, and other systems accept it.
	program := filepath.Join(temp, "program.exe")
	if err := os.WriteFile(program, content, 0o700); err != nil { //nolint:gosec // A program has to be executable.
		return err
	}
	output, err := exec.CommandContext(ctx, program, "-version").Output()
	if err != nil {
		return fmt.Errorf("running the program with -version: %w", err)
	}
	if got := strings.TrimSpace(string(output)); got != r.Version {
		return fmt.Errorf("the program reports version %q, want %q", got, r.Version)
	}
	return nil
}

// plan makes Terraform install the provider from the mirror and plan the configuration in the folder example.
func plan(ctx context.Context, cli terraformcli.CLI, mirror, example string) (err error) {
	server, err := emulator.Start(emulator.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	certificate, err := server.Generate(emulator.DefaultRegion, "release", nil)
	if err != nil {
		return err
	}

	var log strings.Builder
	box, err := sandbox.WithProvider(mirror, cli, example, sandbox.EmulatorEnvironment(server), &log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	if err := box.Terraform.Init(ctx); err != nil {
		return fmt.Errorf("init failed: %w\n%s", err, log.String())
	}
	if _, err := box.Terraform.Plan(ctx, tfexec.Var("id="+certificate.ID), tfexec.Out("plan")); err != nil {
		return fmt.Errorf("plan failed: %w\n%s", err, log.String())
	}
	planned, err := box.Terraform.ShowPlanFile(ctx, "plan")
	if err != nil {
		return err
	}
	want := "arn:aws:apigateway:" + emulator.DefaultRegion + "::/clientcertificates/" + certificate.ID
	if got := planned.PlannedValues.Outputs["arn"]; got == nil || got.Value != want {
		return fmt.Errorf("the plan has the output %v, want %s", got, want)
	}
	return nil
}
