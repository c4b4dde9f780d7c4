package provider

import (
	"bytes"
	"os"
	"testing"
	"time"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestAccInterrupt presses Ctrl-C while a real Terraform waits for a response
// that never comes: it ends instead of waiting five minutes.
func TestAccInterrupt(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	server.Put(emulator.Certificate{ID: "a1b2c3"})
	server.Inject(emulator.Fault{Until: make(chan struct{})})
	plan := terraform(t, t.TempDir(), providerBlock(server)+byID("a1b2c3"), "plan", "-no-color", "-input=false")
	var output bytes.Buffer
	plan.Stdout, plan.Stderr = &output, &output
	if err := plan.Start(); err != nil {
		t.Fatal(err)
	}
	if err := server.WaitForRequests(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	pressed := time.Now()
	if err := plan.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := plan.Wait(); err == nil {
		t.Errorf("the plan succeeded:\n%s", &output)
	}
	t.Logf("ended %s after the interrupt", time.Since(pressed).Round(time.Millisecond))
	if !wrapped(`Reading the client certificate "a1b2c3" in eu-west-1 failed: it was stopped before a response arrived.`).Match(output.Bytes()) {
		t.Errorf("the output does not say that the read was stopped:\n%s", &output)
	}
	if got := server.Count(""); got != 1 {
		t.Errorf("%d requests, want 1", got)
	}
}
