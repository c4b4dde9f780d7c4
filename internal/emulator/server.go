// Package emulator serves Amazon API Gateway's client certificate operations over HTTP on a loopback port: real X.509
// certificates, SigV4, paging, throttling, and faults on demand. Each test starts its own; cmd/apigateway-emulator runs one as
// a program. It keeps everything in memory and does not enforce the quota of 60 certificates.
//
// The emulated service is described at https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html.
package emulator

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// What clients use unless Options says otherwise.
const (
	DefaultRegion          = "eu-west-1"
	DefaultAccessKeyID     = "EMULATORACCESSKEYID"
	DefaultSecretAccessKey = "emulator-secret-access-key"
)

const (
	maxHeaderBytes = 64 << 10
	maxBodyBytes   = 1 << 20
)

// Options says how a Server listens and which requests it accepts. The zero value is ready to use.
type Options struct {
	Addr            string           // host:port to listen on, which must be loopback; 127.0.0.1:0 if empty
	TLS             *tls.Config      // serves HTTPS if set
	Hosts           []string         // host names accepted besides loopback addresses, localhost and *.localhost
	AccessKeyID     string           // DefaultAccessKeyID if empty
	SecretAccessKey string           // DefaultSecretAccessKey if empty
	SessionToken    string           // the token that every request must present; if empty, none may
	Quota           bool             // answer 429 beyond 10 requests per second in a region, with a burst of 40
	Latency         time.Duration    // added to every response
	Now             func() time.Time // for the dates of certificates and the quota; time.Now if nil

	sleep     func(ctx context.Context, d time.Duration) error // waits for a latency; uses a timer if nil
	ioTimeout time.Duration                                    // for reading a request and for writing a response; 30 s if 0
}

// Server is a running emulator. Its methods are safe for concurrent use.
type Server struct {
	options     Options
	http        *http.Server
	signer      *v4.Signer
	url         string
	ctx         context.Context // ends with the server, and so do waiting requests
	cancel      context.CancelFunc
	serving     sync.WaitGroup // the goroutine that accepts connections
	connections sync.WaitGroup // those that net/http serves

	closing  sync.Mutex
	closed   bool
	handlers sync.WaitGroup // added to only while closing is held and closed is false

	store  store
	faults faults
	record record
	quota  quota
}

// Start listens and serves until Close. It fails if the address is not a loopback address or cannot be listened on.
func Start(options Options) (*Server, error) {
	if options.Addr == "" {
		options.Addr = "127.0.0.1:0"
	}
	if options.AccessKeyID == "" {
		options.AccessKeyID = DefaultAccessKeyID
	}
	if options.SecretAccessKey == "" {
		options.SecretAccessKey = DefaultSecretAccessKey
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.sleep == nil {
		options.sleep = sleep
	}
	if options.ioTimeout == 0 {
		options.ioTimeout = 30 * time.Second
	}
	listener, err := listen(options.Addr)
	if err != nil {
		return nil, err
	}
	scheme := "http"
	if options.TLS != nil {
		scheme = "https"
		listener = tls.NewListener(listener, options.TLS)
	}
	s := &Server{
		options: options,
		signer:  v4.NewSigner(),
		url:     scheme + "://" + listener.Addr().String(),
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.http = &http.Server{
		Handler:        s,
		ReadTimeout:    options.ioTimeout, // includes the headers
		IdleTimeout:    2 * time.Minute,
		MaxHeaderBytes: maxHeaderBytes,
		ConnState:      s.count,
	}
	s.serving.Go(func() { _ = s.http.Serve(listener) })
	return s, nil
}

// URL returns the endpoint, such as http://127.0.0.1:4567, without a path.
func (s *Server) URL() string { return s.url }

// Close ends all connections and waiting requests, and returns once nothing runs any more. It may be called twice.
func (s *Server) Close() error {
	s.closing.Lock()
	s.closed = true
	s.closing.Unlock()
	s.cancel()
	err := s.http.Close()
	s.serving.Wait()
	s.handlers.Wait()
	s.connections.Wait()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// count counts the connections for Close to wait for: net/http keeps some for half a second after their end.
func (s *Server) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.connections.Add(1)
	case http.StateHijacked, http.StateClosed:
		s.connections.Done()
	case http.StateActive, http.StateIdle:
	}
}

// begin counts a request that is being answered, or returns false if the server is closing.
func (s *Server) begin() bool {
	s.closing.Lock()
	defer s.closing.Unlock()
	if s.closed {
		return false
	}
	s.handlers.Add(1)
	return true
}

// listen listens on a loopback address only, because the emulator's credentials are public.
func listen(addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("%q is not an address to listen on, such as 127.0.0.1:4567: %w", addr, err)
	}
	// Not looked up: localhost may resolve to anything.
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("%q is not a loopback address, such as 127.0.0.1:4567; the emulator only serves this machine", addr)
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", addr, err)
	}
	return listener, nil
}

// sleep waits for d, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
