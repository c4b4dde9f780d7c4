package awsclient

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"go.uber.org/goleak"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestMain takes the machine's AWS and proxy settings out of the environment,
// and looks for goroutines that outlive the tests.
func TestMain(m *testing.M) {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "AWS_") || strings.HasSuffix(strings.ToUpper(name), "_PROXY") {
			must(os.Unsetenv(name))
		}
	}
	nowhere := filepath.Join(os.TempDir(), "no", "such", "file")
	must(os.Setenv("AWS_CONFIG_FILE", nowhere))
	must(os.Setenv("AWS_SHARED_CREDENTIALS_FILE", nowhere))
	must(os.Setenv("AWS_EC2_METADATA_DISABLED", "true"))
	goleak.VerifyTestMain(m)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// noDelay lets an attempt follow the other at once.
var noDelay = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return time.Millisecond, nil })

// emulatorSettings are the settings for a server with the emulator's
// credentials and region at url.
func emulatorSettings(url string) Settings {
	return Settings{
		Config: awsbase.Config{
			AccessKey: emulator.DefaultAccessKeyID,
			SecretKey: emulator.DefaultSecretAccessKey,
			Region:    emulator.DefaultRegion,
			Backoff:   noDelay,
		},
		Endpoint: url,
	}
}

// newClients makes clients that go over the network to url.
func newClients(t testing.TB, settings Settings) *Clients {
	t.Helper()
	clients, diags := New(t.Context(), settings)
	for _, d := range diags {
		t.Errorf("%s: %s", d.Summary(), d.Detail())
	}
	if clients == nil {
		t.FailNow()
	}
	return clients
}

// newClient makes the client of the emulator's region at url.
func newClient(t testing.TB, url string) *Client {
	t.Helper()
	return newClients(t, emulatorSettings(url)).Client(emulator.DefaultRegion)
}

// doFunc answers requests in the place of a network.
type doFunc func(*http.Request) (*http.Response, error)

// clientsWithout makes clients without a network: do answers, so the clock of a
// synctest bubble moves only while the client waits.
func clientsWithout(do doFunc) *Clients {
	return &Clients{
		config: aws.Config{
			Region:      emulator.DefaultRegion,
			Credentials: credentials.NewStaticCredentialsProvider(emulator.DefaultAccessKeyID, emulator.DefaultSecretAccessKey, ""),
			HTTPClient:  smithyhttp.ClientDoFunc(do),
			Retryer: func() aws.Retryer {
				return retry.NewStandard(func(o *retry.StandardOptions) {
					o.MaxBackoff = maxBackoff
					o.RateLimiter = ratelimit.None
				})
			},
		},
		endpoint:    "http://127.0.0.1",
		maxAttempts: defaultMaxAttempts,
		byRegion:    make(map[string]*Client),
	}
}

// bubble connects the clients of a synctest bubble with an emulator outside it.
// While the emulator works, the bubble's clock stands still.
type bubble struct {
	server   *emulator.Server
	now      atomic.Pointer[time.Time] // The bubble's.
	requests chan *http.Request
	answers  chan *http.Response
	mu       sync.Mutex // One request at a time.
}

// startBubble starts an emulator with the bubble's clock. It has to be called
// outside the bubble.
func startBubble(t *testing.T, options emulator.Options) *bubble {
	t.Helper()
	b := &bubble{requests: make(chan *http.Request), answers: make(chan *http.Response)}
	b.now.Store(new(time.Now()))
	options.Now = func() time.Time { return *b.now.Load() }
	b.server = emulatortest.Start(t, options)
	var serving sync.WaitGroup
	serving.Go(func() {
		for request := range b.requests {
			recorder := httptest.NewRecorder()
			b.server.ServeHTTP(recorder, request)
			b.answers <- recorder.Result()
		}
	})
	t.Cleanup(serving.Wait)
	t.Cleanup(func() { close(b.requests) })
	return b
}

func (b *bubble) do(request *http.Request) (*http.Response, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now.Store(new(time.Now()))
	request = request.Clone(context.Background())              // The bubble's context is of no use outside.
	request.Host, request.Body = request.URL.Host, http.NoBody // As a server would get it.
	b.requests <- request
	return <-b.answers, nil
}

// startServer starts a server of handler's that ends with the test.
func startServer(t testing.TB, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}
