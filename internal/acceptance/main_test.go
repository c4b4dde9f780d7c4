// Package acceptance tests the provider as users run it: as a program that a real Terraform or OpenTofu has installed with init.
// It applies every example, and uses the resulting certificates in real TLS handshakes.
//
// Like all acceptance tests, these run only with TF_ACC=1, which "make test" sets.
package acceptance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-exec/tfexec"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/localinstall"
	"terraform-provider-apigateway/internal/sandbox"
	"terraform-provider-apigateway/internal/terraformcli"
)

// examples is the folder of the examples, relative to this folder.
const examples = "../../examples"

func TestMain(m *testing.M) {
	code := m.Run()
	if err := os.RemoveAll(pluginsDir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// installation is what the tests share, read-only. The first test that needs it creates it.
type installation struct {
	cli     terraformcli.CLI
	plugins string
}

// pluginsDir is the folder that TestMain removes. Only install sets it.
var pluginsDir string

var install = sync.OnceValues(func() (installation, error) {
	ctx := context.Background()
	cli, err := terraformcli.Finder{}.Find(ctx)
	if err != nil {
		return installation{}, err
	}
	if pluginsDir, err = os.MkdirTemp("", "apigateway-acceptance-"); err != nil {
		return installation{}, err
	}
	_, err = localinstall.Install(ctx, pluginsDir)
	return installation{cli: cli, plugins: pluginsDir}, err
})

// newTerraform returns a Terraform that runs in a copy of the folder dir, reads from server and has run init.
func newTerraform(t *testing.T, server *emulator.Server, dir string) *tfexec.Terraform {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("acceptance tests run with TF_ACC=1, as \"make test\" does")
	}
	installed, err := install()
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	box, err := sandbox.WithProvider(installed.plugins, installed.cli, dir, sandbox.EmulatorEnvironment(server), &log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Logf("Terraform printed:\n%s", log.String())
		}
	})
	if err := box.Terraform.Init(t.Context(), tfexec.Backend(false)); err != nil {
		t.Fatal(err)
	}
	return box.Terraform
}

// applied applies the configuration, checks that a second plan is empty, and returns the outputs as JSON.
func applied(t *testing.T, terraform *tfexec.Terraform, variables ...string) map[string]string {
	t.Helper()
	apply, plan := []tfexec.ApplyOption{}, []tfexec.PlanOption{}
	for _, variable := range variables {
		apply, plan = append(apply, tfexec.Var(variable)), append(plan, tfexec.Var(variable))
	}
	if err := terraform.Apply(t.Context(), apply...); err != nil {
		t.Fatal(err)
	}
	changed, err := terraform.Plan(t.Context(), plan...)
	if err != nil {
		t.Fatal(err)
	}
	if changed {
		t.Error("the plan after an apply is not empty")
	}
	outputs, err := terraform.Output(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for name, output := range outputs {
		values[name] = string(output.Value)
	}
	return values
}

// text decodes an output that is a string.
func text(t *testing.T, output string) string {
	t.Helper()
	var s string
	if err := json.Unmarshal([]byte(output), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// compact returns outputs without white space between tokens.
func compact(t *testing.T, outputs map[string]string) map[string]string {
	t.Helper()
	compacted := map[string]string{}
	for name, output := range outputs {
		var b bytes.Buffer
		if err := json.Compact(&b, []byte(output)); err != nil {
			t.Fatal(err)
		}
		compacted[name] = b.String()
	}
	return compacted
}
