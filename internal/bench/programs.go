package bench

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"terraform-provider-apigateway/internal/localinstall"
	"terraform-provider-apigateway/internal/provider"
)

// Program is a provider that is measured.
type Program struct {
	Name    string // in the tables
	Source  string // its address in a configuration
	Version string
	Path    string `json:"-"`
	Size    int64  // bytes on disk, stripped
}

// programs are the providers that are compared.
type programs struct {
	ours, doNothing, external Program
	readyMade                 Program // ours without the reading; not compared on its own
}

func (p programs) all() []Program { return append(p.compared(), p.readyMade) }

func (p programs) compared() []Program { return []Program{p.doNothing, p.ours, p.external} }

// The last version of hashicorp/external that the go command can get: later ones are tagged v2 under a module path without /v2.
// Options.External measures a later one.
const (
	externalModule  = "github.com/terraform-providers/terraform-provider-external"
	externalVersion = "1.2.0"
)

// buildPrograms builds everything as a release is built, into the folders where Terraform looks for it.
func (b *bench) buildPrograms(ctx context.Context) error {
	b.programs = programs{
		ours:      Program{Name: "apigateway", Source: provider.Address, Version: localinstall.Version},
		doNothing: Program{Name: "do-nothing", Source: "terraform.local/bench/donothing", Version: "0.0.1"},
		readyMade: Program{Name: "ready-made", Source: "terraform.local/readymade/apigateway", Version: "0.0.1"},
		external:  Program{Name: "external", Source: "terraform.local/bench/external", Version: externalVersion},
	}
	b.report("Building the providers")
	if err := b.build(ctx, "", &b.programs.ours, "terraform-provider-apigateway"); err != nil {
		return err
	}
	if err := b.build(ctx, "", &b.programs.doNothing, "terraform-provider-apigateway/internal/bench/donothing"); err != nil {
		return err
	}
	if err := b.build(ctx, "", &b.programs.readyMade, "terraform-provider-apigateway/internal/bench/readymade"); err != nil {
		return err
	}
	if err := b.getExternal(ctx); err != nil {
		return err
	}
	config := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.ToSlash(b.plugins()))
	return os.WriteFile(b.cliConfig(), []byte(config), 0o600)
}

// plugins is the folder in which terraform init finds the providers, as cliConfig tells it.
func (b *bench) plugins() string { return filepath.Join(b.dir, "plugins") }

func (b *bench) cliConfig() string { return filepath.Join(b.dir, "cli.tfrc") }

// getExternal copies the program that Options.External names, or builds hashicorp/external in a temporary module.
func (b *bench) getExternal(ctx context.Context) error {
	if b.options.External != "" {
		_, version, found := strings.Cut(filepath.Base(b.options.External), "_v")
		if !found {
			return fmt.Errorf("%s must be named terraform-provider-external_vVERSION, as in a release", b.options.External)
		}
		b.programs.external.Version = strings.TrimSuffix(version, "_x5")
		content, err := os.ReadFile(b.options.External)
		if err != nil {
			return err
		}
		path, err := b.mirror(&b.programs.external)
		if err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o755); err != nil { //nolint:gosec // It is a program.
			return err
		}
		b.programs.external.Size = int64(len(content))
		return nil
	}
	dir := filepath.Join(b.dir, "external")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	gomod := fmt.Sprintf("module measured\n\ngo 1.26\n\nrequire %s v%s\n", externalModule, externalVersion)
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(gomod), 0o600); err != nil {
		return err
	}
	b.report("Building hashicorp/external %s, which takes a minute or two the first time", externalVersion)
	return b.build(ctx, dir, &b.programs.external, "-mod=mod", externalModule)
}

// build compiles a program in the folder dir with a release's flags. The last argument is the import path.
func (b *bench) build(ctx context.Context, dir string, p *Program, args ...string) error {
	path, err := b.mirror(p)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "go", append([]string{"build", "-trimpath", "-ldflags=-s -w", "-o", path}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", p.Name, err, output)
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	p.Size = info.Size()
	return nil
}

// mirror creates a program's folder in the filesystem mirror, and sets and returns its path.
func (b *bench) mirror(p *Program) (string, error) {
	dir := filepath.Join(b.plugins(), filepath.FromSlash(p.Source), p.Version, runtime.GOOS+"_"+runtime.GOARCH)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	p.Path = filepath.Join(dir, "terraform-provider-"+filepath.Base(p.Source)+"_v"+p.Version)
	return p.Path, nil
}
