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

// TestMain removes the machine's AWS and proxy settings from the environment, and
// fails if goroutines outlive the tests.
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

// noDelay makes retries immediate.
var noDelay = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return time.Millisecond, nil })

// emulatorSettings returns settings with the emulator's credentials and Region for
// a server at url.
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

// newClients returns clients that send requests to url over the network.
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

// newClient returns such a client for the emulator's Region.
func newClient(t testing.TB, url string) *Client {
	t.Helper()
	return newClients(t, emulatorSettings(url)).Client(emulator.DefaultRegion)
}

// doFunc responds to requests in place of a network.
type doFunc func(*http.Request) (*http.Response, error)

// clientsWithout returns clients whose requests are passed to do instead of a
// network, so that the clock of a synctest bubble only advances while they wait.
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

// bubble connects clients in a synctest bubble with an emulator outside it. The
// bubble's clock does not advance while the emulator works.
type bubble struct {
	server    *emulator.Server
	now       atomic.Pointer[time.Time] // The bubble's.
	requests  chan *http.Request
	responses chan *http.Response
	mu        sync.Mutex // One request at a time.
}

// startBubble starts an emulator with the bubble's clock. It must be called outside
// the bubble.
func startBubble(t *testing.T, options emulator.Options) *bubble {
	t.Helper()
	b := &bubble{requests: make(chan *http.Request), responses: make(chan *http.Response)}
	b.now.Store(new(time.Now()))
	options.Now = func() time.Time { return *b.now.Load() }
	b.server = emulatortest.Start(t, options)
	var serving sync.WaitGroup
	serving.Go(func() {
		for request := range b.requests {
			recorder := httptest.NewRecorder()
			b.server.ServeHTTP(recorder, request)
			b.responses <- recorder.Result()
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
	return <-b.responses, nil
}

// startServer starts a server that is closed when the test ends.
func startServer(t testing.TB, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}
