package awsclient

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
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
	return fmt.Sprintf("the proxy answered CONNECT with %s", e.text)
}

func checkProxy(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyError{status: answer.StatusCode, text: printable(answer.Status)}
}

// caBundleInForce says which setting names the file with the trusted
// certificate authorities, and which file; "" when the system's are trusted.
// The settings come in the order in which the SDK takes them.
func caBundleInForce(argument string, loaded aws.Config) string {
	if argument != "" {
		return fmt.Sprintf("custom_ca_bundle (%s)", argument)
	}
	for _, source := range loaded.ConfigSources {
		switch source := source.(type) {
		case config.EnvConfig:
			if source.CustomCABundle != "" {
				return fmt.Sprintf("AWS_CA_BUNDLE (%s)", source.CustomCABundle)
			}
		case config.SharedConfig:
			if source.CustomCABundle != "" {
				return fmt.Sprintf("ca_bundle in the profile %s (%s)", source.Profile, source.CustomCABundle)
			}
		}
	}
	return ""
}

// bundleAtFault is the same for an err that says that the file cannot be used;
// "" when it is about something else. The base library and the SDK have no type
// for it.
func bundleAtFault(err error, settings Settings) string {
	const variable = "AWS_CA_BUNDLE"
	file, unreadable := errors.AsType[*fs.PathError](err)
	environment := os.Getenv(variable)
	about := strings.Contains(err.Error(), "custom CA bundle")
	switch {
	case about && settings.CustomCABundle != "":
		return fmt.Sprintf("custom_ca_bundle (%s)", settings.CustomCABundle)
	case environment != "" && (about || unreadable && file.Path == environment):
		return fmt.Sprintf("%s (%s)", variable, environment)
	case about:
		return fmt.Sprintf("ca_bundle in the profile (%s)", profileName(settings.Profile))
	default:
		return ""
	}
}
