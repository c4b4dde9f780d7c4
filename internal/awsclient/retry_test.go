package awsclient

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestClientGivesUp has errors that a retry does not fix. Each has a number of
// attempts and a time after which it is reported (not counting three dial timeouts
// of five seconds if packets are dropped).
func TestClientGivesUp(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err          error
		wantKind     Kind
		wantAttempts int
		within       time.Duration
	}{
		"nobody listens":          {dial(syscall.ECONNREFUSED), Unreachable, 5, 30 * time.Second},
		"no network":              {dial(syscall.ENETUNREACH), Unreachable, 5, 30 * time.Second},
		"packets are swallowed":   {dial(&timeoutError{}), Unreachable, 3, 15 * time.Second},
		"no such host":            {dial(&net.DNSError{Err: "no such host", Name: "nowhere.invalid", IsNotFound: true}), Unreachable, 1, 0},
		"name server is down":     {dial(&net.DNSError{Err: "server misbehaving", Name: "nowhere.invalid", IsTemporary: true}), Unreachable, 5, 30 * time.Second},
		"proxy is down":           {&url.Error{Op: "Get", Err: &net.OpError{Op: "proxyconnect", Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}}, Proxy, 5, 30 * time.Second},
		"proxy refuses":           {&url.Error{Op: "Get", Err: &proxyError{status: http.StatusForbidden}}, Proxy, 1, 0},
		"proxy cannot connect":    {&url.Error{Op: "Get", Err: &proxyError{status: http.StatusBadGateway}}, Proxy, 5, 30 * time.Second},
		"SOCKS proxy refuses":     {&url.Error{Op: "Get", Err: &net.OpError{Op: "socks connect", Err: errors.New("unknown error connection refused")}}, Proxy, 5, 30 * time.Second},
		"plain HTTP":              {&url.Error{Op: "Get", Err: http.ErrSchemeMismatch}, NotTLS, 1, 0},
		"connection always reset": {&url.Error{Op: "Get", Err: &net.OpError{Op: "read", Err: syscall.ECONNRESET}}, Disconnected, 25, 3 * time.Minute},
		"connection always ends":  {&url.Error{Op: "Get", Err: io.EOF}, Disconnected, 25, 3 * time.Minute},
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

// TestUnreachableAttemptsAreCountedInARow checks that only consecutive attempts
// count, whatever failed before.
func TestUnreachableAttemptsAreCountedInARow(t *testing.T) {
	t.Parallel()
	refused, swallowed := dial(syscall.ECONNREFUSED), dial(&timeoutError{})
	lost := &url.Error{Op: "Get", Err: &net.OpError{Op: "read", Err: syscall.ECONNRESET}}
	times := func(n int, err error) []error { return slices.Repeat([]error{err}, n) }
	for name, tc := range map[string]struct {
		errs     []error // What the first attempts get; the next one gets the certificate.
		attempts int
	}{
		"refused after other failures":   {slices.Concat(times(12, lost), times(4, refused)), 17},
		"swallowed after other failures": {slices.Concat(times(12, lost), times(2, swallowed)), 15},
		"refused, lost, refused":         {slices.Concat(times(4, refused), times(1, lost), times(4, refused)), 10},
		"swallowed after refusals":       {slices.Concat(times(3, refused), times(1, swallowed)), 5},
		"refused too often":              {slices.Concat(times(12, lost), times(9, refused)), 17},
		"swallowed too often":            {slices.Concat(times(12, lost), times(9, swallowed)), 15},
		"one and the other too often":    {slices.Concat(times(2, refused), times(2, swallowed), times(9, refused)), 5},
		"swallowed between refusals":     {[]error{swallowed, refused, swallowed, swallowed, refused}, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				attempts := 0
				client := clientsWithout(func(*http.Request) (*http.Response, error) {
					attempts++
					if attempts <= len(tc.errs) {
						return nil, tc.errs[attempts-1]
					}
					return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(`{"clientCertificateId":"a1b2c3"}`))}, nil
				}).Client(emulator.DefaultRegion)
				_, err := client.ClientCertificate(t.Context(), "a1b2c3")
				if attempts != tc.attempts {
					t.Errorf("%d attempts, want %d", attempts, tc.attempts)
				}
				if wantRead := tc.attempts > len(tc.errs); wantRead != (err == nil) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

// dial returns the error of a connection that could not be made.
func dial(err error) error {
	return &url.Error{Op: "Get", URL: "http://127.0.0.1/", Err: &net.OpError{Op: "dial", Net: "tcp", Err: err}}
}

type timeoutError struct{}

func (*timeoutError) Error() string   { return "i/o timeout" }
func (*timeoutError) Timeout() bool   { return true }
func (*timeoutError) Temporary() bool { return true }

// TestClientDoesNotRepeat has responses that a retry would not change.
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
		"redirect":       {emulator.Fault{Status: http.StatusFound, Body: []byte{}, Header: http.Header{"Location": {"http://portal.invalid/login"}}}, UnexpectedResponse},
		"403 with JSON":  {emulator.Fault{Status: http.StatusForbidden, Body: []byte(`{"message":"Forbidden"}`)}, UnexpectedResponse},
		"403 half JSON":  {emulator.Fault{Status: http.StatusForbidden, Body: []byte(`{"message":`)}, UnexpectedResponse},
		"404 with page":  {emulator.Fault{Status: http.StatusNotFound, Body: []byte("<html>"), ContentType: "text/html"}, UnexpectedResponse},
		"407":            {emulator.Fault{Status: http.StatusProxyAuthRequired, Body: []byte{}}, Proxy},
		"JSON cut short": {emulator.Fault{Body: []byte(`{"clientCertificateId":"a1b2`)}, UnexpectedResponse},
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
		"far too long":   {"3600", 30 * time.Second},
		"a day":          {"86400", 30 * time.Second},
		"for ever":       {"99999999999999999999", 30 * time.Second},
		"in the past":    {"-1", 100 * time.Millisecond},
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

// TestRetryDelay assumes a wait of 7 s from the base library each time.
func TestRetryDelay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		attempt    int
		status     int
		retryAfter string
		want       time.Duration
	}{
		"throttled once":                        {1, http.StatusTooManyRequests, "", 0}, // The pacer waits.
		"throttled once, asks to wait":          {1, http.StatusTooManyRequests, "9", 9 * time.Second},
		"throttled again":                       {2, http.StatusTooManyRequests, "", 7 * time.Second},
		"throttled again, asks to wait longer":  {2, http.StatusTooManyRequests, "9", 9 * time.Second},
		"throttled again, asks to wait shorter": {2, http.StatusTooManyRequests, "3", 7 * time.Second},
		"unavailable":                           {1, http.StatusServiceUnavailable, "", 7 * time.Second},
		"unavailable, asks to wait longer":      {1, http.StatusServiceUnavailable, "9", 9 * time.Second},
		"unavailable, asks to wait shorter":     {1, http.StatusServiceUnavailable, "3", 7 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			retries := &retryer{RetryerV2: sevenSeconds{}}
			got, err := retries.RetryDelay(tc.attempt, &awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{
				Response: &smithyhttp.Response{Response: &http.Response{StatusCode: tc.status, Header: http.Header{"Retry-After": {tc.retryAfter}}}},
			}})
			if got != tc.want || err != nil {
				t.Errorf("got %s and %v, want %s", got, err, tc.want)
			}
		})
	}
}

type sevenSeconds struct{ aws.RetryerV2 }

func (sevenSeconds) RetryDelay(int, error) (time.Duration, error) { return 7 * time.Second, nil }

// TestRetriesOfNew checks the SDK's retry settings if none are configured.
func TestRetriesOfNew(t *testing.T) {
	t.Parallel()
	for _, mode := range []aws.RetryMode{"", aws.RetryModeStandard, aws.RetryModeAdaptive} {
		t.Run("mode="+string(mode), func(t *testing.T) {
			t.Parallel()
			settings := emulatorSettings("http://127.0.0.1:1")
			settings.Backoff, settings.RetryMode = nil, mode
			clients := newClients(t, settings)
			if clients.maxAttempts != 25 {
				t.Errorf("%d attempts, want 25", clients.maxAttempts)
			}
			got, err := clients.config.Retryer().RetryDelay(24, io.EOF)
			if got != 5*time.Second || err != nil {
				t.Errorf("waits %s and %v before the last attempt, want 5s", got, err)
			}
		})
	}
}
