package awsclient

import (
	"runtime"
	"testing"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestManyReadsKeepNothing compares the memory after a thousand reads with that
// after a hundred. It does not run in parallel: the memory is the whole
// process's.
func TestManyReadsKeepNothing(t *testing.T) { //nolint:paralleltest // As above.
	server := emulatortest.Start(t, emulator.Options{})
	server.Put(emulator.Certificate{ID: "a1b2c3"})
	client := newClient(t, server.URL())
	read := func(n int) uint64 {
		for range n {
			if _, err := client.ClientCertificate(t.Context(), "a1b2c3"); err != nil {
				t.Fatal(err)
			}
			if _, err := client.ClientCertificates(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		server.ResetRequests() // What the emulator remembers is not the client's.
		runtime.GC()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		return memory.HeapAlloc
	}
	early := read(100)
	late := read(900)
	t.Logf("after 100 reads: %d KiB in use; after 1,000: %d KiB", early>>10, late>>10)
	if float64(late) > 1.1*float64(early) {
		t.Errorf("%d bytes in use after 1,000 reads, %d after 100", late, early)
	}
}
