package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-exec/tfexec"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
	"terraform-provider-apigateway/internal/provider"
	"terraform-provider-apigateway/internal/sandbox"
	"terraform-provider-apigateway/internal/terraformcli/terraformclitest"
)

func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "provider.exe") // Windows needs the suffix, and other systems accept it.
	// The same flags as in internal/localinstall, so that packages are compiled only once.
	output, err := exec.CommandContext(t.Context(), "go", "build", "-ldflags=-s -w -X main.version=1.2.3", "-o", program, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return program
}

func TestVersion(t *testing.T) {
	t.Parallel()
	output, err := exec.CommandContext(t.Context(), build(t), "-version").CombinedOutput()
	if err != nil || string(output) != "1.2.3\n" {
		t.Errorf("-version printed %q, want 1.2.3: %v", output, err)
	}
}

// TestDebug has a real Terraform use a provider that is already running, as with a debugger. No other provider is installed, so
// nothing else can have answered.
func TestDebug(t *testing.T) {
	t.Parallel()
	cli := terraformclitest.Find(t)
	server := emulatortest.Start(t, emulator.Options{})
	id := emulatortest.Generate(t, server, "", "orders", nil).ID
	env := sandbox.EmulatorEnvironment(server)

	var log strings.Builder
	box, err := sandbox.WithProvider(t.TempDir(), cli, filepath.Join("examples", "demo"), env, &log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	attach := tfexec.Reattach(debug(t, env))
	if err := box.Terraform.Init(t.Context(), attach); err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	if err := box.Terraform.Apply(t.Context(), attach, tfexec.Var("client_certificate_id="+id)); err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	if n := server.Count("GetClientCertificate"); n == 0 {
		t.Error("the provider read nothing")
	}
}

// debug starts the provider with -debug until the test ends, and returns what it prints for Terraform.
func debug(t *testing.T, env map[string]string) tfexec.ReattachInfo {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), build(t), "-debug")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	cmd.Env = os.Environ()
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = t.Output()
	ctx, cancel := context.WithCancel(t.Context())
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	found := make(chan string, 1)
	var reading sync.WaitGroup
	reading.Go(func() {
		defer cancel()
		for lines := bufio.NewScanner(output); lines.Scan(); {
			if _, value, ok := strings.Cut(lines.Text(), "TF_REATTACH_PROVIDERS="); ok {
				found <- strings.Trim(value, "'")
				break
			}
		}
		_, _ = io.Copy(io.Discard, output)
	})
	t.Cleanup(func() {
		// The end of the test's context interrupted the provider. Wait returns only that error if the provider then exited
		// successfully.
		reading.Wait()
		if err := cmd.Wait(); !errors.Is(err, context.Canceled) {
			t.Errorf("the provider did not exit successfully on an interrupt: %v", err)
		}
	})
	select {
	case value := <-found:
		var info tfexec.ReattachInfo
		if err := json.Unmarshal([]byte(value), &info); err != nil {
			t.Fatalf("%q: %v", value, err)
		}
		if _, ok := info[provider.Address]; !ok {
			t.Fatalf("%q does not name %s", value, provider.Address)
		}
		return info
	case <-ctx.Done():
		t.Fatal("the provider ended without printing TF_REATTACH_PROVIDERS")
		return nil
	}
}
