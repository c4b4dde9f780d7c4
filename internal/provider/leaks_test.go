package provider

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestManyReadsLeaveNothingBehind compares the process after a thousand reads with
// itself after a hundred. It does not run in parallel, because it measures the
// whole process.
func TestManyReadsLeaveNothingBehind(t *testing.T) { //nolint:paralleltest // As above.
	server := emulatortest.Start(t, emulator.Options{})
	id := server.Generate(emulator.DefaultRegion, "orders", map[string]string{"Service": "orders"}).ID
	p := newProtocol(t)
	p.connect(server)
	const dataSource = "apigateway_client_certificate"
	request := &tfprotov6.ReadDataSourceRequest{
		TypeName: dataSource,
		Config:   p.dynamic(p.dataSourceType(dataSource), fmt.Sprintf(`{"client_certificate_id":%q}`, id)),
	}
	read := func(n int) (heap uint64, goroutines int) {
		for range n {
			response, err := p.server.ReadDataSource(t.Context(), request)
			if err != nil || len(response.Diagnostics) > 0 {
				t.Fatal(err, p.findings(response.Diagnostics))
			}
		}
		server.ResetRequests() // Drop what the emulator keeps; this is about the provider.
		runtime.GC()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		return memory.HeapAlloc, runtime.NumGoroutine()
	}
	earlyHeap, earlyGoroutines := read(100)
	heap, goroutines := read(900)
	t.Logf("after 100 reads: %d KiB in use, %d goroutines; after 1,000: %d KiB, %d", earlyHeap>>10, earlyGoroutines, heap>>10, goroutines)
	// The framework keeps half a KiB per request until the process ends, so that
	// it can cancel all of them. TestManyReadsKeepNothing in awsclient is stricter
	// about the rest.
	if float64(heap) > 1.5*float64(earlyHeap) {
		t.Errorf("%d bytes in use after 1,000 reads, %d after 100", heap, earlyHeap)
	}
	if goroutines > earlyGoroutines {
		t.Errorf("%d goroutines after 1,000 reads, %d after 100", goroutines, earlyGoroutines)
	}
}
