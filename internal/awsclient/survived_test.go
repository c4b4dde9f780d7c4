package awsclient

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/smithy-go/document"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// sdkCertificate returns an emulator's certificate as the SDK's type.
func sdkCertificate(c emulator.Certificate) types.ClientCertificate {
	return types.ClientCertificate{
		ClientCertificateId:   &c.ID,
		Description:           c.Description,
		PemEncodedCertificate: c.PEM,
		CreatedDate:           c.CreatedDate,
		ExpirationDate:        c.ExpirationDate,
		Tags:                  c.Tags,
	}
}

// reads reads a certificate and compares all of it.
func reads(t *testing.T, client *Client, certificate emulator.Certificate) {
	t.Helper()
	if err := readAndCompare(t.Context(), client, certificate); err != nil {
		t.Fatal(err)
	}
}

// readAndCompare is reads for goroutines, which must not end the test.
func readAndCompare(ctx context.Context, client *Client, certificate emulator.Certificate) error {
	got, err := client.ClientCertificate(ctx, certificate.ID)
	if err != nil {
		return err
	}
	if diff := cmp.Diff(sdkCertificate(certificate), got, cmpopts.IgnoreTypes(document.NoSerde{})); diff != "" {
		return fmt.Errorf("(-emulator +read)\n%s", diff)
	}
	return nil
}

func TestClientSurvives(t *testing.T) {
	t.Parallel()
	page := []byte("<html><body><h1>502 Bad Gateway</h1></body></html>")
	for name, fault := range map[string]emulator.Fault{
		"throttling":                  emulator.Throttle(2),
		"429 without a name":          emulator.Fail(http.StatusTooManyRequests, 2),
		"408 without a name":          emulator.Fail(http.StatusRequestTimeout, 2),
		"500":                         emulator.Fail(http.StatusInternalServerError, 2),
		"502":                         emulator.Fail(http.StatusBadGateway, 2),
		"502 with a page":             {Times: 2, Status: http.StatusBadGateway, Body: page, ContentType: "text/html"},
		"503":                         emulator.Fail(http.StatusServiceUnavailable, 2),
		"504":                         emulator.Fail(http.StatusGatewayTimeout, 2),
		"reset before the response":   {Times: 2, Cut: emulator.ResetBefore},
		"reset during the response":   {Times: 2, Cut: emulator.ResetWithin},
		"a body cut half way":         {Times: 2, Cut: emulator.HalfBody},
		"a cut body of an error page": {Times: 2, Status: http.StatusForbidden, Body: page, Cut: emulator.HalfBody},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			certificate := emulatortest.Generate(t, server, emulator.DefaultRegion, "orders", map[string]string{"Service": "orders"})
			server.Inject(fault)
			reads(t, newClient(t, server.URL()), certificate)
			if got := server.Count(emulator.GetClientCertificate); got != 3 {
				t.Errorf("%d requests, want 2 that fail and 1 that succeeds", got)
			}
		})
	}
}

func TestClientSurvivesInTheMiddleOfAList(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	if _, err := server.GenerateMany(emulator.DefaultRegion, pageSize+1); err != nil {
		t.Fatal(err)
	}
	server.Inject(emulator.Fault{Operation: emulator.GetClientCertificates, After: 1, Times: 1, Cut: emulator.HalfBody})
	all, err := newClient(t, server.URL()).ClientCertificates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := make([]types.ClientCertificate, 0, pageSize+1)
	for _, certificate := range server.Certificates(emulator.DefaultRegion) {
		want = append(want, sdkCertificate(certificate))
	}
	if diff := cmp.Diff(want, all, cmpopts.IgnoreTypes(document.NoSerde{})); diff != "" {
		t.Errorf("(-emulator +read)\n%s", diff)
	}
	if got := server.Count(""); got != 3 {
		t.Errorf("%d requests, want 3: two pages, and one of them again", got)
	}
}

func TestClientSurvivesSlowResponse(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	certificate := emulatortest.Generate(t, server, emulator.DefaultRegion, "slow", nil)
	respond := make(chan struct{})
	server.Inject(emulator.Fault{Until: respond})
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(respond)
		if err := server.WaitForRequests(t.Context(), 1); err != nil {
			t.Error(err)
		}
	})
	reads(t, newClient(t, server.URL()), certificate)
	wg.Wait()
	if got := server.Count(""); got != 1 {
		t.Errorf("%d requests, want 1", got)
	}
}

func TestClientSurvivesClosedKeepAliveConnections(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	certificate := emulatortest.Generate(t, server, emulator.DefaultRegion, "kept", nil)
	server.Inject(emulator.Fault{Times: 1, Cut: emulator.CloseAfter})
	client := newClient(t, server.URL())
	reads(t, client, certificate)
	reads(t, client, certificate)
	if got := server.Requests(); len(got) != 2 || got[0].RemoteAddr == got[1].RemoteAddr {
		t.Errorf("requests, want 2 on connections of their own: %v", got)
	}
}

// TestClientSurvivesRefusedConnection has a server that stops listening for a
// moment, at once or after more failures than the base library's own limit.
func TestClientSurvivesRefusedConnection(t *testing.T) {
	t.Parallel()
	for name, failures := range map[string]int{"at first": 0, "after ten failures": 10} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// An address of its own: on 127.0.0.1 another test could get the port.
			first := emulatortest.Start(t, emulator.Options{Addr: "127.0.0.2:0"})
			first.Inject(emulator.Fail(http.StatusServiceUnavailable, failures))
			address := strings.TrimPrefix(first.URL(), "http://")
			closes := func() {
				if err := first.Close(); err != nil {
					t.Error(err)
				}
			}
			if failures == 0 {
				closes()
			}
			var second *emulator.Server
			waits := 0
			settings := emulatorSettings(first.URL())
			settings.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) {
				waits++
				switch waits {
				case failures:
					closes()
				case failures + 2: // Two connections have been refused.
					second = emulatortest.Start(t, emulator.Options{Addr: address})
					second.Put(emulator.Certificate{ID: "a1b2c3"})
				}
				return 0, nil
			})
			reads(t, newClients(t, settings).Client(emulator.DefaultRegion), emulator.Certificate{ID: "a1b2c3"})
			if got := second.Count(""); got != 1 {
				t.Errorf("%d requests arrived, want 1", got)
			}
		})
	}
}

// TestConnectionsAreKept checks that consecutive reads share a connection. A few
// may need another, since net/http drops one whose writer was late; a client that
// keeps none would open one for each.
func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	behind := emulatortest.Start(t, emulator.Options{})
	behind.Put(emulator.Certificate{ID: "a1b2c3"})
	var opened atomic.Int32
	server := httptest.NewUnstartedServer(behind)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	client := newClient(t, server.URL)
	for range 50 {
		reads(t, client, emulator.Certificate{ID: "a1b2c3"})
	}
	if n := opened.Load(); n > 5 {
		t.Errorf("%d connections for 50 reads, want 1, or a few under load", n)
	}
}
