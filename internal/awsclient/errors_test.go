package awsclient

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
)

// kindIn returns the kind of a failed read's error.
func kindIn(t *testing.T, err error) Kind {
	t.Helper()
	failed, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("%v (%T) is no *Error", err, err)
	}
	return failed.Kind
}

// TestErrorsWithoutAnOverride has the messages about AWS's own endpoints, which no
// test may call. The others are in internal/provider/testdata/messages.
func TestErrorsWithoutAnOverride(t *testing.T) {
	t.Parallel()
	dns := &url.Error{Op: "Get", URL: "https://apigateway.eu-west-1.amazonaws.com/", Err: &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{
		Err: "no such host", Name: "apigateway.eu-west-1.amazonaws.com", Server: "192.0.2.53:53", IsNotFound: true,
	}}}
	expired := &smithy.OperationError{ServiceID: "STS", OperationName: "AssumeRole", Err: &smithy.GenericAPIError{Code: "AccessDenied", Message: "User: ci is not authorized to perform: sts:AssumeRole"}}
	unavailable := &awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: http.StatusServiceUnavailable}}, Err: errors.New("no body"),
	}}
	for name, tc := range map[string]struct {
		err  error
		want string
		fips bool
	}{
		"no FIPS endpoint": {err: dns, fips: true, want: `API Gateway Cannot Be Reached: Reading the client certificate "a1b2c3" in eu-west-1 failed: no connection could be made.

Requests go to API Gateway's FIPS endpoint in eu-west-1, because use_fips_endpoint in the provider block or AWS_USE_FIPS_ENDPOINT is set. Not every Region has one: turn it off, or check the network, DNS and proxy settings of this machine.

Cause: dial tcp: lookup apigateway.eu-west-1.amazonaws.com on 192.0.2.53:53: no such host`},
		"no such host": {err: dns, want: `API Gateway Cannot Be Reached: Reading the client certificate "a1b2c3" in eu-west-1 failed: no connection could be made.

Requests go to API Gateway's default endpoint in eu-west-1; no custom endpoint is set. Check that eu-west-1 is an existing Region, and check the network, DNS and proxy settings of this machine.

Cause: dial tcp: lookup apigateway.eu-west-1.amazonaws.com on 192.0.2.53:53: no such host`},
		"503": {err: unavailable, want: `API Gateway Unavailable: Reading the client certificate "a1b2c3" in eu-west-1 failed: the service failed with a server error.

The configuration is not to blame. Try again in a few minutes; https://health.aws.amazon.com shows the state of the service. Requests go to API Gateway's default endpoint in eu-west-1.

Cause: a response with HTTP status 503, no body`},
		"credentials": {err: fmt.Errorf("get identity: get credentials: failed to refresh cached credentials, %w", expired), want: `AWS Credentials Not Available: Reading the client certificate "a1b2c3" in eu-west-1 failed: the credentials could not be renewed.

They were available when the provider started and have expired since. Check their source: STS for an assumed role, IAM Identity Center, the program in credential_process, the container's credentials, or the instance metadata service.

Cause: AccessDenied: User: ci is not authorized to perform: sts:AssumeRole`},
		"no request": {err: errors.New("failed to resolve service endpoint, endpoint rule error, DualStack is enabled but this partition does not support DualStack"), want: `Client Certificate Not Read: Reading the client certificate "a1b2c3" in eu-west-1 failed: the request could not be made.

Cause: failed to resolve service endpoint, endpoint rule error, DualStack is enabled but this partition does not support DualStack`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := &Client{region: emulator.DefaultRegion}
			if tc.fips {
				client.variant.UseFIPSEndpoint = aws.FIPSEndpointStateEnabled
			}
			err := client.explain("a1b2c3", &smithy.OperationError{ServiceID: "API Gateway", OperationName: "GetClientCertificate", Err: tc.err})
			if diff := cmp.Diff(tc.want, err.Error()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestCABundleInForce checks that errors name the setting that the SDK uses.
func TestCABundleInForce(t *testing.T) {
	t.Parallel()
	environment := config.EnvConfig{CustomCABundle: "/env.pem"}
	profile := config.SharedConfig{Profile: "work", CustomCABundle: "/profile.pem"}
	for name, tc := range map[string]struct {
		argument string
		sources  []any
		want     string
	}{
		"the argument":    {"/block.pem", []any{environment, profile}, "custom_ca_bundle (/block.pem)"},
		"the environment": {"", []any{environment, profile}, "AWS_CA_BUNDLE (/env.pem)"},
		"the profile":     {"", []any{config.EnvConfig{}, profile}, "ca_bundle in the profile work (/profile.pem)"},
		"none":            {"", []any{config.EnvConfig{}, config.SharedConfig{}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := caBundleInForce(tc.argument, aws.Config{ConfigSources: tc.sources}); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
