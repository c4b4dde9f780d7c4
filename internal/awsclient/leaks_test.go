package awsclient

import (
	"runtime"
	"testing"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// BenchmarkReads reports how many bytes a read leaves in the heap: close to 0 after
// many. It is not a test because what the runtime itself keeps varies; TestMain
// fails if goroutines are left.
func BenchmarkReads(b *testing.B) {
	server := emulatortest.Start(b, emulator.Options{})
	server.Put(emulator.Certificate{ID: "a1b2c3"})
	client := newClient(b, server.URL())
	read := func() {
		if _, err := client.ClientCertificate(b.Context(), "a1b2c3"); err != nil {
			b.Fatal(err)
		}
		if _, err := client.ClientCertificates(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	inUse := func() float64 {
		server.ResetRequests() // What the emulator remembers is not the client's.
		runtime.GC()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		return float64(memory.HeapAlloc)
	}
	for range 100 { // What is made once and kept.
		read()
	}
	before := inUse()
	for b.Loop() {
		read()
	}
	b.ReportMetric((inUse()-before)/float64(b.N), "B-kept/op")
}
