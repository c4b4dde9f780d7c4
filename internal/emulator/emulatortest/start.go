// Package emulatortest starts an emulator for a test.
package emulatortest

import (
	"testing"

	"terraform-provider-apigateway/internal/emulator"
)

// Start starts an emulator that ends with the test, and fails the test if it cannot be started or closed.
func Start(tb testing.TB, options emulator.Options) *emulator.Server {
	tb.Helper()
	server, err := emulator.Start(options)
	if err != nil {
		tb.Fatalf("starting the emulator: %v", err)
	}
	tb.Cleanup(func() {
		if err := server.Close(); err != nil {
			tb.Errorf("closing the emulator: %v", err)
		}
	})
	return server
}
