package awsclient

import (
	"context"
	"net/http"
	"runtime"
	"testing"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestReadersOfOneCertificateShareARequest checks, over the network, that the
// others still get the certificate if one of them gives up.
func TestReadersOfOneCertificateShareARequest(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	certificate := emulatortest.Generate(t, server, emulator.DefaultRegion, "shared", nil)
	respond := make(chan struct{})
	server.Inject(emulator.Fault{Until: respond})
	client := newClient(t, server.URL())

	const readers = 20
	impatient, giveUp := context.WithCancel(t.Context())
	waits, stop := context.WithCancel(t.Context())
	gone, read := make(chan error, 1), make(chan error, readers)
	go func() { // The first, whose context the request began with.
		defer stop()
		gone <- readAndCompare(impatient, client, certificate)
	}()
	if err := server.WaitForRequests(waits, 1); err != nil {
		t.Fatal(err, <-gone)
	}
	for range readers {
		go func() { read <- readAndCompare(t.Context(), client, certificate) }()
	}
	for client.one.waitingFor(certificate.ID) < readers+1 {
		select {
		case err := <-gone:
			t.Fatalf("the first reader did not wait: %v", err)
		case err := <-read:
			t.Fatalf("a reader did not wait: %v", err)
		default:
			runtime.Gosched()
		}
		if n := server.Count(""); n > 1 {
			t.Fatalf("%d requests before there was a response", n)
		}
	}
	giveUp()
	if err := <-gone; kindIn(t, err) != Interrupted {
		t.Errorf("the first reader got %v, want that it was interrupted", err)
	}
	close(respond)
	for range readers {
		if err := <-read; err != nil {
			t.Error(err)
		}
	}
	if got := server.Count(""); got != 1 {
		t.Errorf("%d requests for %d readers, want 1", got, readers+1)
	}
}

// TestLastReaderEndsTheRequest checks that the server sees the request canceled as
// soon as nobody waits for its response.
func TestLastReaderEndsTheRequest(t *testing.T) {
	t.Parallel()
	const readers = 3
	arrived, ended := make(chan struct{}, readers), make(chan struct{}, readers)
	server := startServer(t, func(_ http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-r.Context().Done()
		ended <- struct{}{}
	})
	client := newClient(t, server.URL)
	ctx, giveUp := context.WithCancel(t.Context())
	read := make(chan error, readers)
	for range readers {
		go func() {
			_, err := client.ClientCertificate(ctx, "a1b2c3")
			read <- err
		}()
	}
	select {
	case <-arrived:
	case err := <-read:
		t.Fatalf("a reader did not wait: %v", err)
	}
	giveUp()
	for range readers {
		if err := <-read; kindIn(t, err) != Interrupted {
			t.Errorf("a reader got %v, want that it was interrupted", err)
		}
	}
	<-ended
}

// waitingFor returns how many readers wait for key.
func (f *flights[T]) waitingFor(key string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if shared, ok := f.byKey[key]; ok {
		return shared.waiting
	}
	return 0
}
