package awsclient

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
)

const (
	// dialTimeout is how long a connection may take. The SDK's 30 s are there
	// for uploads too; with them, an address that swallows packets would hold a
	// plan up for minutes.
	dialTimeout = 5 * time.Second

	// silenceTimeout is how long a connection may deliver nothing before
	// another is tried. It is the AWS CLI's; the SDK would wait for ever on a
	// connection that a firewall has forgotten.
	silenceTimeout = time.Minute
)

// tuneTransport sets the times above, and makes a proxy's refusal an error that
// can be told from others.
func tuneTransport(o *apigateway.Options) {
	client, ok := o.HTTPClient.(*awshttp.BuildableClient)
	if !ok {
		return
	}
	o.HTTPClient = client.
		WithDialerOptions(func(dialer *net.Dialer) { dialer.Timeout = dialTimeout }).
		WithTransportOptions(func(transport *http.Transport) { transport.OnProxyConnectResponse = checkProxy }).
		WithReadTimeout(silenceTimeout)
}

// proxyError is a proxy that does not connect to where it should. net/http's
// own error for it is the text of the status alone.
type proxyError struct {
	status int
	text   string
}

func (e *proxyError) Error() string {
	return fmt.Sprintf("the proxy responded to CONNECT with %s", e.text)
}

func checkProxy(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{status: answer.StatusCode, text: printable(answer.Status)}
}
