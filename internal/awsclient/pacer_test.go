package awsclient

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// parallelism is Terraform's default for how many data sources it reads at once.
const parallelism = 10

// readMany reads n client certificates, each by its id.
func readMany(tb testing.TB, client *Client, n int) {
	tb.Helper()
	ids := make(chan string)
	var readers sync.WaitGroup
	for range parallelism {
		readers.Go(func() {
			for id := range ids {
				if _, err := client.ClientCertificate(tb.Context(), id); err != nil {
					tb.Error(err)
				}
			}
		})
	}
	for i := range n {
		ids <- certificateID(i)
	}
	close(ids)
	readers.Wait()
}

func certificateID(i int) string { return fmt.Sprintf("c%05d", i) }

func putMany(server *emulator.Server, region string, n int) {
	for i := range n {
		server.Put(emulator.Certificate{ID: certificateID(i), Region: region})
	}
}

// TestReadsPaceThemselvesUnderTheQuota checks that 40 requests pass at once and the
// others at ten per second, which takes eight seconds.
func TestReadsPaceThemselvesUnderTheQuota(t *testing.T) {
	t.Parallel()
	const reads = 120
	outside := startBubble(t, emulator.Options{Quota: true})
	putMany(outside.server, emulator.DefaultRegion, reads)
	synctest.Test(t, func(t *testing.T) {
		client := clientsWithout(outside.do).Client(emulator.DefaultRegion)
		start := time.Now()
		readMany(t, client, reads)
		elapsed, requests := time.Since(start), outside.server.Count("")
		t.Logf("%d reads: %d requests in %s", reads, requests, elapsed)
		if requests > 140 {
			t.Errorf("%d requests, want at most 140", requests)
		}
		if elapsed > 10*time.Second {
			t.Errorf("took %s, want at most 10s", elapsed)
		}
	})
}

// TestNothingIsPacedBeforeARefusal checks that requests do not wait before one has
// been throttled, however many there are.
func TestNothingIsPacedBeforeARefusal(t *testing.T) {
	t.Parallel()
	const reads = 500
	outside := startBubble(t, emulator.Options{})
	putMany(outside.server, emulator.DefaultRegion, reads)
	synctest.Test(t, func(t *testing.T) {
		client := clientsWithout(outside.do).Client(emulator.DefaultRegion)
		start := time.Now()
		_, err := client.ClientCertificate(t.Context(), "absent")
		if kind := kindIn(t, err); kind != NotFound {
			t.Errorf("kind %d, want NotFound: %v", kind, err)
		}
		readMany(t, client, reads)
		if elapsed := time.Since(start); elapsed != 0 {
			t.Errorf("waited for %s", elapsed)
		}
	})
}

func TestOneRegionsRefusalDoesNotPaceAnother(t *testing.T) {
	t.Parallel()
	const other = "us-east-1"
	outside := startBubble(t, emulator.Options{})
	putMany(outside.server, emulator.DefaultRegion, 21)
	putMany(outside.server, other, 21)
	throttle := emulator.Throttle(1)
	throttle.Region = emulator.DefaultRegion
	outside.server.Inject(throttle)
	synctest.Test(t, func(t *testing.T) {
		clients := clientsWithout(outside.do)
		for region, want := range map[string]time.Duration{
			other:                  0,
			emulator.DefaultRegion: 2100 * time.Millisecond,
		} {
			start := time.Now()
			for i := range 21 {
				if _, err := clients.Client(region).ClientCertificate(t.Context(), certificateID(i)); err != nil {
					t.Fatal(err)
				}
			}
			if elapsed := time.Since(start); elapsed != want {
				t.Errorf("21 reads in %s took %s, want %s", region, elapsed, want)
			}
		}
	})
}

// BenchmarkReadsUnderQuota reads 120 certificates over the network under the quota.
// x-quota is the time as a multiple of what the quota alone requires.
func BenchmarkReadsUnderQuota(b *testing.B) {
	const reads, burst = 120, 40
	const minimum = (reads - burst) / accountRate
	for b.Loop() {
		server := emulatortest.Start(b, emulator.Options{Quota: true})
		putMany(server, emulator.DefaultRegion, reads)
		settings := emulatorSettings(server.URL())
		settings.Backoff = nil
		client := newClients(b, settings).Client(emulator.DefaultRegion)
		start := time.Now()
		readMany(b, client, reads)
		b.ReportMetric(time.Since(start).Seconds()/minimum, "x-quota")
		b.ReportMetric(float64(server.Count("")), "requests")
	}
}

// TestTimeRunsOutInTheQueue checks that the cause is the pacer's queue if there was
// one, and only then.
func TestTimeRunsOutInTheQueue(t *testing.T) {
	t.Parallel()
	outside := startBubble(t, emulator.Options{})
	putMany(outside.server, emulator.DefaultRegion, 1)
	outside.server.Inject(emulator.Throttle(1))
	synctest.Test(t, func(t *testing.T) {
		client := clientsWithout(outside.do).Client(emulator.DefaultRegion)
		cause := func(patience time.Duration) string {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			_, err := client.ClientCertificate(ctx, certificateID(0))
			if err == nil {
				return ""
			}
			if kind := kindIn(t, err); kind != TimedOut {
				t.Errorf("the error is of kind %d, want %d: %s", kind, TimedOut, err)
			}
			_, cause, _ := strings.Cut(err.Error(), "Cause: ")
			return cause
		}
		const (
			unsent = "the request had not been sent"
			queued = "the request was still waiting for its turn, because this account may send 10 requests per second in eu-west-1 and was throttled"
		)
		got := []string{cause(0), cause(time.Minute), cause(50 * time.Millisecond), cause(0)}
		if diff := cmp.Diff([]string{unsent, "", queued, unsent}, got); diff != "" {
			t.Errorf("causes (-want +got)\n%s", diff)
		}
		if requests := outside.server.Count(""); requests != 2 {
			t.Errorf("%d requests, want the one that was throttled and the one that was not", requests)
		}
	})
}
