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
	// dialTimeout is how long connecting may take. With the SDK's 30 s, an
	// address that drops packets would hold up a plan for minutes.
	dialTimeout = 5 * time.Second

	// silenceTimeout is how long a connection may deliver nothing before
	// another is tried. It is the AWS CLI's value; the SDK would wait forever
	// on a connection that a firewall has dropped.
	silenceTimeout = time.Minute
)

// tuneTransport sets the timeouts above, and turns a proxy's refusal into a
// proxyError.
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

// proxyError is a proxy's refusal to connect. The error of net/http for it is
// only the text of the status.
type proxyError struct {
	status int
	text   string
}

func (e *proxyError) Error() string {
	return fmt.Sprintf("the proxy responded to CONNECT with %s", e.text)
}

func checkProxy(_ context.Context, _ *url.URL, _ *http.Request, response *http.Response) error {
	if response.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{status: response.StatusCode, text: printable(response.Status)}
}
