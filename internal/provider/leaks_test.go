package provider

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestManyReadsLeaveNoGoroutines compares a process that has read a thousand
// times with one that has read a hundred times. It does not run in parallel:
// both numbers are the whole process's. The memory that is kept is in the
// benchmarks, since what the runtime keeps for itself varies.
func TestManyReadsLeaveNoGoroutines(t *testing.T) { //nolint:paralleltest // As above.
	server := emulatortest.Start(t, emulator.Options{})
	id := emulatortest.Generate(t, server, emulator.DefaultRegion, "orders", map[string]string{"Service": "orders"}).ID
	p := newProtocol(t)
	p.connect(server)
	const dataSource = "apigateway_client_certificate"
	request := &tfprotov6.ReadDataSourceRequest{
		TypeName: dataSource,
		Config:   p.dynamic(p.dataSourceType(dataSource), fmt.Sprintf(`{"client_certificate_id":%q}`, id)),
	}
	read := func(n int) (goroutines int) {
		for range n {
			response, err := p.server.ReadDataSource(t.Context(), request)
			if err != nil || len(response.Diagnostics) > 0 {
				t.Fatal(err, p.findings(response.Diagnostics))
			}
		}
		return runtime.NumGoroutine()
	}
	// A connection or a timer that is just ending counts too, so the numbers
	// need not be equal. Nine more would mean one left by every hundredth read.
	early, late := read(100), read(900)
	if late >= early+9 {
		t.Errorf("%d goroutines after 1,000 reads, %d after 100", late, early)
	}
}
