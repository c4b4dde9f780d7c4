package emulator_test

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

func TestStartListensOnLoopbackOnly(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"127.0.0.1:0": "", "127.8.9.1:0": "", "localhost:0": "", "[::1]:0": "",
		"0.0.0.0:0":        "not a loopback address",
		":0":               "not a loopback address",
		"[::]:0":           "not a loopback address",
		"192.0.2.1:0":      "not a loopback address",
		"example.com:0":    "not a loopback address",
		"127.0.0.1":        "not an address to listen on",
		"127.0.0.1:999999": "listening on 127.0.0.1:999999",
	} {
		server, err := emulator.Start(emulator.Options{Addr: addr})
		switch {
		case err == nil:
			if err := server.Close(); err != nil {
				t.Error(err)
			}
			if want != "" {
				t.Errorf("%s: no error", addr)
			}
		case addr == "[::1]:0" && want == "" && strings.Contains(err.Error(), "cannot assign requested address"):
			t.Log("this machine has no IPv6")
		case want == "" || !strings.Contains(err.Error(), want):
			t.Errorf("%s: %v, want %q", addr, err, want)
		}
	}
}

func TestForeignHostNamesAreRejected(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{Hosts: []string{"apigateway.test"}})
	for host, want := range map[string]int{
		"127.0.0.1": 200, "127.0.0.2:80": 200, "localhost:1": 200, "LOCALHOST": 200, "a.localhost": 200, "[::1]:9": 200, "[::1]": 200,
		"apigateway.test:443": 200, "example.com": 421, "192.0.2.1:80": 421, "localhost.example.com": 421, "0.0.0.0": 421,
	} {
		request := newRequest(t.Context(), t, http.MethodGet, server.URL()+"/clientcertificates", "")
		request.Host = host
		if response, body := do(t, defaultSignature().sign(t, request, "")); response.StatusCode != want {
			t.Errorf("%s: %d, want %d: %s", host, response.StatusCode, want, body)
		}
	}
}

func TestServesTLS(t *testing.T) {
	t.Parallel()
	backend := httptest.NewUnstartedServer(nil)
	backend.StartTLS()
	t.Cleanup(backend.Close)
	server := emulatortest.Start(t, emulator.Options{TLS: &tls.Config{Certificates: backend.TLS.Certificates}})
	server.Inject(emulator.Fault{After: 1, Cut: emulator.HalfBody})
	api := client(t, server, func(o *apigateway.Options) { o.HTTPClient = backend.Client() })
	if _, err := api.GetClientCertificates(t.Context(), &apigateway.GetClientCertificatesInput{}); err != nil {
		t.Error(err)
	}
	if _, err := api.GetClientCertificates(t.Context(), &apigateway.GetClientCertificatesInput{}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("half a body: %v", err)
	}
}

func TestBoundsOnRequests(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	head := "POST /clientcertificates HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
	for name, test := range map[string]struct{ send, want string }{
		"large headers":       {head + "X: " + strings.Repeat("x", 80<<10) + "\r\n\r\n", "HTTP/1.1 431 "},
		"a large body":        {head + "Content-Length: 1048577\r\n\r\n" + strings.Repeat("x", 1<<20+1), "HTTP/1.1 413 "},
		"a body at the limit": {head + "Content-Length: 1048576\r\n\r\n" + strings.Repeat("x", 1<<20), "HTTP/1.1 403 "},
		"no host":             {"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "HTTP/1.1 400 "},
		"HTTP/1.0":            {"GET / HTTP/1.0\r\n\r\n", "HTTP/1.0 421 "},
		"an odd path":         {"GET //%2F..%00;a?;=%zz& HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", "HTTP/1.1 403 "},
		"an asterisk":         {"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", "HTTP/1.1 "},
		"not HTTP":            {"\x16\x03\x01\r\n\r\n", "HTTP/1.1 400 "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(server.URL(), "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			// The server may answer and close before it has read everything.
			if _, err := io.WriteString(conn, test.send); err != nil {
				t.Log("writing:", err)
			}
			line, err := bufio.NewReader(conn).ReadString('\n')
			if err != nil || !strings.HasPrefix(line, test.want) {
				t.Errorf("%q (%v), want %q", line, err, test.want)
			}
		})
	}
}

// TestSlowClientsAreDisconnected has clients that send only part of a request, or read no more of the response than fits into
// the buffers.
func TestSlowClientsAreDisconnected(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.WithIOTimeout(emulator.Options{}, 50*time.Millisecond))
	large := []byte(strings.Repeat("x", 64<<20))
	server.Inject(emulator.Fault{ID: "whole", Body: large})
	server.Inject(emulator.Fault{ID: "half", Body: large, Cut: emulator.HalfBody})
	sends := func(part string) func(net.Conn) error {
		return func(conn net.Conn) error {
			if _, err := io.WriteString(conn, part); err != nil {
				return err
			}
			_, err := io.Copy(io.Discard, conn)
			return err
		}
	}
	doesNotRead := func(id string) func(net.Conn) error {
		request := signedGet(t, server.URL()+"/clientcertificates/"+id)
		return func(conn net.Conn) error {
			if err := request.Write(conn); err != nil {
				return err
			}
			_, err := conn.Write(large) // Until the server is gone.
			return err
		}
	}
	for name, untilTheEnd := range map[string]func(net.Conn) error{
		"half a header":        sends("GET /clientcertificates HTTP/1.1\r\nHost: 127.0"),
		"half a body":          sends("POST /clientcertificates HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 4\r\n\r\n{}"),
		"no reader":            doesNotRead("whole"),
		"no reader, and a cut": doesNotRead("half"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(server.URL(), "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
			if err := untilTheEnd(conn); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error("the connection was still open after a minute")
			}
		})
	}
}

func TestCloseEndsWaitingRequests(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]emulator.Fault{"latency": {Latency: time.Hour}, "until": {Until: make(chan struct{})}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			server.Inject(fault)
			request := signedGet(t, server.URL()+"/clientcertificates")
			failed := make(chan error, 1)
			go func() {
				_, _, err := try(request)
				failed <- err
			}()
			if err := server.WaitForRequests(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
			if err := server.Close(); err != nil {
				t.Error(err)
			}
			if err := <-failed; err == nil {
				t.Error("the request was answered")
			}
			if _, _, err := try(request); err == nil {
				t.Error("a closed server answers")
			}
		})
	}
}

// TestCloseWaitsForConnections closes during a handshake, before there is a request.
func TestCloseWaitsForConnections(t *testing.T) {
	t.Parallel()
	began, cut := make(chan struct{}), make(chan error, 1)
	var ended atomic.Bool
	server := emulatortest.Start(t, emulator.Options{TLS: &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
		close(began)
		err := <-cut
		for range 20_000 {
			runtime.Gosched() // Time enough for a Close that does not wait.
		}
		ended.Store(true)
		return nil, err
	}}})
	go func() {
		_, err := (&tls.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(server.URL(), "https://"))
		cut <- err
	}()
	<-began
	if err := server.Close(); err != nil {
		t.Error(err)
	}
	if !ended.Load() {
		t.Error("a connection was still being served after Close")
	}
}

func TestConnectionsAreKeptOrClosed(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	server.Inject(emulator.Fault{After: 1, Times: 2, Cut: emulator.CloseAfter})
	api := client(t, server)
	for range 4 {
		if _, err := api.GetClientCertificates(t.Context(), &apigateway.GetClientCertificatesInput{}); err != nil {
			t.Error(err)
		}
	}
	connections := map[string]int{}
	for _, request := range server.Requests() {
		connections[request.RemoteAddr]++
	}
	if diff := cmp.Diff([]int{1, 1, 2}, slices.Sorted(maps.Values(connections))); diff != "" {
		t.Errorf("requests on a connection (-want +got):\n%s", diff)
	}
}
