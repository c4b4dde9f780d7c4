package awsclient

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/smithy-go/document"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// sdkCertificate is what the SDK makes of a certificate of the emulator's.
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

// reads reads certificate and compares all of it.
func reads(t *testing.T, client *Client, certificate emulator.Certificate) {
	t.Helper()
	got, err := client.ClientCertificate(t.Context(), certificate.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sdkCertificate(certificate), got, cmpopts.IgnoreTypes(document.NoSerde{})); diff != "" {
		t.Errorf("(-emulator +read)\n%s", diff)
	}
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
		"reset before the answer":     {Times: 2, Cut: emulator.ResetBefore},
		"reset during the answer":     {Times: 2, Cut: emulator.ResetWithin},
		"a body cut half way":         {Times: 2, Cut: emulator.HalfBody},
		"a cut body of an error page": {Times: 2, Status: http.StatusForbidden, Body: page, Cut: emulator.HalfBody},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			certificate := server.Generate(emulator.DefaultRegion, "orders", map[string]string{"Service": "orders"})
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

func TestClientSurvivesSlowAnswer(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	certificate := server.Generate(emulator.DefaultRegion, "slow", nil)
	answer := make(chan struct{})
	server.Inject(emulator.Fault{Until: answer})
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(answer)
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
	certificate := server.Generate(emulator.DefaultRegion, "kept", nil)
	server.Inject(emulator.Fault{Times: 1, Cut: emulator.CloseAfter})
	client := newClient(t, server.URL())
	reads(t, client, certificate)
	reads(t, client, certificate)
	if got := server.Requests(); len(got) != 2 || got[0].RemoteAddr == got[1].RemoteAddr {
		t.Errorf("requests, want 2 on connections of their own: %v", got)
	}
}

func TestClientSurvivesRefusedConnection(t *testing.T) {
	t.Parallel()
	// An address of its own: on 127.0.0.1 another test could be given the port.
	listener, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	var server *emulator.Server
	settings := emulatorSettings("http://" + address)
	settings.Backoff = retry.BackoffDelayerFunc(func(attempt int, _ error) (time.Duration, error) {
		if attempt == 2 { // Two connections have been refused.
			server = emulatortest.Start(t, emulator.Options{Addr: address})
			server.Put(emulator.Certificate{ID: "a1b2c3"})
		}
		return 0, nil
	})
	reads(t, newClients(t, settings).Client(emulator.DefaultRegion), emulator.Certificate{ID: "a1b2c3"})
	if got := server.Count(""); got != 1 {
		t.Errorf("%d requests arrived, want 1", got)
	}
}

// TestClientGivesUp is about errors that come again whatever one does: each has
// a number of attempts, and a time in which it is an error.
func TestClientGivesUp(t *testing.T) {
	t.Parallel()
	dial := func(err error) error {
		return &url.Error{Op: "Get", URL: "http://127.0.0.1/", Err: &net.OpError{Op: "dial", Net: "tcp", Err: err}}
	}
	for name, tc := range map[string]struct {
		err          error
		wantKind     Kind
		wantAttempts int
		within       time.Duration
	}{
		"nobody listens":          {dial(syscall.ECONNREFUSED), Unreachable, maxUnreachableAttempts, 30 * time.Second},
		"no network":              {dial(syscall.ENETUNREACH), Unreachable, maxUnreachableAttempts, 30 * time.Second},
		"packets are swallowed":   {dial(&timeoutError{}), Unreachable, maxDialTimeouts, 30*time.Second - maxDialTimeouts*dialTimeout},
		"no such host":            {dial(&net.DNSError{Err: "no such host", Name: "nowhere.invalid", IsNotFound: true}), Unreachable, 1, 0},
		"name server is down":     {dial(&net.DNSError{Err: "server misbehaving", Name: "nowhere.invalid", IsTemporary: true}), Unreachable, maxUnreachableAttempts, 30 * time.Second},
		"proxy is down":           {&url.Error{Op: "Get", Err: &net.OpError{Op: "proxyconnect", Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}}, Proxy, maxUnreachableAttempts, 30 * time.Second},
		"proxy refuses":           {&url.Error{Op: "Get", Err: &proxyError{status: http.StatusForbidden}}, Proxy, 1, 0},
		"proxy cannot connect":    {&url.Error{Op: "Get", Err: &proxyError{status: http.StatusBadGateway}}, Proxy, maxUnreachableAttempts, 30 * time.Second},
		"plain HTTP":              {&url.Error{Op: "Get", Err: http.ErrSchemeMismatch}, NotTLS, 1, 0},
		"connection always reset": {&url.Error{Op: "Get", Err: &net.OpError{Op: "read", Err: syscall.ECONNRESET}}, Disconnected, defaultMaxAttempts, 3 * time.Minute},
		"connection always ends":  {&url.Error{Op: "Get", Err: io.EOF}, Disconnected, defaultMaxAttempts, 3 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				attempts := 0
				client := clientsWithout(func(*http.Request) (*http.Response, error) {
					attempts++
					return nil, tc.err
				}).Client(emulator.DefaultRegion)
				start := time.Now()
				_, err := client.ClientCertificate(t.Context(), "a1b2c3")
				if got := kindIn(t, err); got != tc.wantKind {
					t.Errorf("kind %d, want %d: %v", got, tc.wantKind, err)
				}
				if attempts != tc.wantAttempts {
					t.Errorf("%d attempts, want %d", attempts, tc.wantAttempts)
				}
				if elapsed := time.Since(start); elapsed > tc.within {
					t.Errorf("took %s, want at most %s", elapsed, tc.within)
				}
			})
		})
	}
}

type timeoutError struct{}

func (*timeoutError) Error() string   { return "i/o timeout" }
func (*timeoutError) Timeout() bool   { return true }
func (*timeoutError) Temporary() bool { return true }

// TestClientDoesNotRepeat is about answers that come once and for all.
func TestClientDoesNotRepeat(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault emulator.Fault
		want  Kind
	}{
		"not found":      {emulator.Fault{Status: http.StatusNotFound, ErrorType: "NotFoundException"}, NotFound},
		"denied":         {emulator.Fault{Status: http.StatusForbidden, ErrorType: "AccessDeniedException"}, Denied},
		"unauthorized":   {emulator.Fault{Status: http.StatusUnauthorized, ErrorType: "UnauthorizedException"}, Denied},
		"expired":        {emulator.Fault{Status: http.StatusForbidden, ErrorType: "ExpiredTokenException"}, CredentialsExpired},
		"signature":      {emulator.Fault{Status: http.StatusForbidden, ErrorType: "InvalidSignatureException"}, CredentialsInvalid},
		"unknown key":    {emulator.Fault{Status: http.StatusForbidden, ErrorType: "UnrecognizedClientException"}, CredentialsInvalid},
		"bad request":    {emulator.Fault{Status: http.StatusBadRequest, ErrorType: "BadRequestException"}, Failed},
		"redirect":       {emulator.Fault{Status: http.StatusFound, Body: []byte{}, Header: http.Header{"Location": {"http://portal.invalid/login"}}}, UnusableAnswer},
		"403 with JSON":  {emulator.Fault{Status: http.StatusForbidden, Body: []byte(`{"message":"Forbidden"}`)}, UnusableAnswer},
		"403 half JSON":  {emulator.Fault{Status: http.StatusForbidden, Body: []byte(`{"message":`)}, UnusableAnswer},
		"404 with page":  {emulator.Fault{Status: http.StatusNotFound, Body: []byte("<html>"), ContentType: "text/html"}, UnusableAnswer},
		"407":            {emulator.Fault{Status: http.StatusProxyAuthRequired, Body: []byte{}}, Proxy},
		"JSON cut short": {emulator.Fault{Body: []byte(`{"clientCertificateId":"a1b2`)}, UnusableAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			server.Inject(tc.fault)
			_, err := newClient(t, server.URL()).ClientCertificate(t.Context(), "a1b2c3")
			if got := kindIn(t, err); got != tc.want {
				t.Errorf("kind %d, want %d: %v", got, tc.want, err)
			}
			if got := server.Count(""); got != 1 {
				t.Errorf("%d requests, want 1", got)
			}
		})
	}
}

func TestRetryAfterIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		header string
		want   time.Duration
	}{
		"seconds":        {"7", 7 * time.Second},
		"far too long":   {"3600", maxRetryAfter},
		"absent":         {"", 100 * time.Millisecond}, // The pacer's.
		"something else": {"soon", 100 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			outside := startBubble(t, emulator.Options{})
			outside.server.Put(emulator.Certificate{ID: "a1b2c3"})
			throttle := emulator.Throttle(1)
			throttle.Header = http.Header{"Retry-After": {tc.header}}
			outside.server.Inject(throttle)
			synctest.Test(t, func(t *testing.T) {
				client := clientsWithout(outside.do).Client(emulator.DefaultRegion)
				start := time.Now()
				reads(t, client, emulator.Certificate{ID: "a1b2c3"})
				if got := time.Since(start); got != tc.want {
					t.Errorf("waited %s, want %s", got, tc.want)
				}
			})
			if got := outside.server.Count(""); got != 2 {
				t.Errorf("%d requests, want 2", got)
			}
		})
	}
}

// TestConnectionsAreKept: a thousand reads one after the other need one
// connection.
func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	behind := emulatortest.Start(t, emulator.Options{})
	behind.Put(emulator.Certificate{ID: "a1b2c3"})
	var mu sync.Mutex
	opened := 0
	server := httptest.NewUnstartedServer(behind)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		mu.Lock()
		defer mu.Unlock()
		if state == http.StateNew {
			opened++
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	client := newClient(t, server.URL)
	for range 1000 {
		if _, err := client.ClientCertificate(t.Context(), "a1b2c3"); err != nil {
			t.Fatal(err)
		}
	}
	if opened != 1 {
		t.Errorf("%d connections, want 1", opened)
	}
}
