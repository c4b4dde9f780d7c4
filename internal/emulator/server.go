// Package emulator answers Amazon API Gateway's client certificate operations over HTTP on a loopback port: real X.509
// certificates, SigV4, paging, throttling, and faults on demand. Tests start one each; cmd/apigateway-emulator is the same
// as a program. It holds everything in memory and does not enforce the quota of 60 certificates.
//
// The service it stands for is described at https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html.
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

// What a client uses when the Options do not say otherwise.
const (
	DefaultRegion          = "eu-west-1"
	DefaultAccessKeyID     = "EMULATORACCESSKEYID"
	DefaultSecretAccessKey = "emulator-secret-access-key"
)

const (
	maxHeaderBytes = 64 << 10
	maxBodyBytes   = 1 << 20
)

// Options says how a Server listens and whom it lets in. The zero value is ready to use.
type Options struct {
	Addr            string           // host:port to listen on, 127.0.0.1:0 when empty; an error unless it is loopback
	TLS             *tls.Config      // serve HTTPS with it
	Hosts           []string         // host names answered besides loopback addresses, localhost and *.localhost
	AccessKeyID     string           // DefaultAccessKeyID when empty
	SecretAccessKey string           // DefaultSecretAccessKey when empty
	SessionToken    string           // the token every request must present; none may be presented when empty
	Quota           bool             // answer 429 beyond 10 requests a second in a region, with a burst of 40
	Latency         time.Duration    // added to every answer
	Now             func() time.Time // dates of certificates, and the quota's clock; time.Now when nil

	sleep     func(ctx context.Context, d time.Duration) error // waits for a latency; a timer when nil
	ioTimeout time.Duration                                    // for reading a request, and for writing an answer; 30 s when 0
}

// Server is a running emulator. Its methods may be called from several goroutines.
type Server struct {
	options     Options
	http        *http.Server
	signer      *v4.Signer
	url         string
	ctx         context.Context // ends with the server; requests that wait end with it
	cancel      context.CancelFunc
	serving     sync.WaitGroup // the goroutine that accepts connections
	connections sync.WaitGroup // those that net/http has, counted while it serves

	closing  sync.Mutex
	closed   bool
	handlers sync.WaitGroup // added to under closing only, and never once closed

	store  store
	faults faults
	record record
	quota  quota
}

// Start listens and serves until Close. It fails when the address is not a loopback address or cannot be listened on.
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
		ReadTimeout:    options.ioTimeout, // of the headers too
		IdleTimeout:    2 * time.Minute,
		MaxHeaderBytes: maxHeaderBytes,
		ConnState:      s.count,
	}
	s.serving.Go(func() { _ = s.http.Serve(listener) })
	return s, nil
}

// URL returns the endpoint, such as http://127.0.0.1:4567, without a path.
func (s *Server) URL() string { return s.url }

// Close ends every connection and waiting answer and returns once nothing runs any more. Closing twice is no error.
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

// count keeps count of the connections: net/http holds some for half a second after their end, which Close waits for.
func (s *Server) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.connections.Add(1)
	case http.StateHijacked, http.StateClosed:
		s.connections.Done()
	case http.StateActive, http.StateIdle:
	}
}

// begin counts a request that is being answered; false when the server is closing.
func (s *Server) begin() bool {
	s.closing.Lock()
	defer s.closing.Unlock()
	if s.closed {
		return false
	}
	s.handlers.Add(1)
	return true
}

// listen accepts loopback addresses only, since everybody knows the emulator's credentials.
func listen(addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("%q is not an address to listen on, such as 127.0.0.1:4567: %w", addr, err)
	}
	// The name is not looked up: what it resolves to is not in our hands.
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("%q is not a loopback address; the emulator listens on this machine alone, for example on 127.0.0.1:4567", addr)
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
