// Package sandbox runs a real Terraform or OpenTofu with the provider in a temporary folder.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-exec/tfexec"

	"terraform-provider-apigateway/internal/localinstall"
	"terraform-provider-apigateway/internal/provider"
	"terraform-provider-apigateway/internal/terraformcli"
)

// Sandbox is a temporary folder with the provider, a copy of an example and a CLI configuration that knows only this provider and
// no registry. Terraform runs in it, so that the checkout and the user's own configuration stay untouched.
type Sandbox struct {
	Terraform *tfexec.Terraform
	dir       string
	plugins   string // removed by Close; empty if the sandbox did not build the provider
}

// New builds the provider and copies the folder example. Terraform gets this process's environment, overridden by env; an empty
// value removes the variable. Terraform's output goes to output. The caller must close the sandbox.
func New(ctx context.Context, cli terraformcli.CLI, example string, env map[string]string, output io.Writer) (_ *Sandbox, err error) {
	plugins, err := os.MkdirTemp("", "apigateway-sandbox-plugins-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(plugins)
		}
	}()
	if _, err := localinstall.Install(ctx, plugins); err != nil {
		return nil, err
	}
	s, err := WithProvider(plugins, cli, example, env, output)
	if err != nil {
		return nil, err
	}
	s.plugins = plugins
	return s, nil
}

// WithProvider is New with a provider that localinstall.Install has installed in the folder plugins, which sandboxes can share and
// Close does not remove.
func WithProvider(plugins string, cli terraformcli.CLI, example string, env map[string]string, output io.Writer) (_ *Sandbox, err error) {
	dir, err := os.MkdirTemp("", "apigateway-sandbox-")
	if err != nil {
		return nil, err
	}
	s := &Sandbox{dir: dir}
	defer func() {
		if err != nil {
			_ = s.Close()
		}
	}()

	config := filepath.Join(dir, "cli.tfrc")
	content := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path    = %q\n    include = [%q]\n  }\n}\n",
		filepath.ToSlash(plugins), provider.Address)
	if err := os.WriteFile(config, []byte(content), 0o600); err != nil {
		return nil, err
	}
	work := filepath.Join(dir, "work")
	if err := os.CopyFS(work, os.DirFS(example)); err != nil {
		return nil, fmt.Errorf("copying the example (run this in the repository's root): %w", err)
	}

	if s.Terraform, err = tfexec.NewTerraform(work, cli.Path); err != nil {
		return nil, err
	}
	if err := s.Terraform.SetEnv(environment(env, config)); err != nil {
		return nil, err
	}
	// terraform-exec writes to both concurrently.
	both := &serialWriter{to: output}
	s.Terraform.SetStdout(both)
	s.Terraform.SetStderr(both)
	return s, nil
}

// serialWriter serializes writes.
type serialWriter struct {
	mu sync.Mutex
	to io.Writer
}

// Write implements io.Writer.
func (w *serialWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.to.Write(p)
}

// Close removes the sandbox's folders.
func (s *Sandbox) Close() error {
	err := os.RemoveAll(s.dir)
	if s.plugins != "" {
		err = errors.Join(err, os.RemoveAll(s.plugins))
	}
	return err
}

// environment returns the environment for terraform-exec, which rejects some variables.
func environment(env map[string]string, config string) map[string]string {
	all := map[string]string{}
	for _, entry := range terraformcli.Environ(os.Environ()) {
		name, value, _ := strings.Cut(entry, "=")
		all[name] = value
	}
	maps.Copy(all, env)
	maps.DeleteFunc(all, func(_, value string) bool { return value == "" })
	all["TF_CLI_CONFIG_FILE"] = config
	return tfexec.CleanEnv(all)
}
