// Package emulatortest starts an emulator for a test, and generates client certificates in it.
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

// Generate is [emulator.Server.Generate], and fails the test if it fails.
func Generate(
	tb testing.TB, server *emulator.Server, region, description string, tags map[string]string, options ...emulator.GenerateOption,
) emulator.Certificate {
	tb.Helper()
	certificate, err := server.Generate(region, description, tags, options...)
	if err != nil {
		tb.Fatalf("generating a client certificate: %v", err)
	}
	return certificate
}
