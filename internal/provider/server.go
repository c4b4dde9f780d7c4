package provider

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// NewServer returns a constructor of the provider as a server of Terraform's
// protocol. The version is that of the release, without a leading v, and appears
// in the User-Agent of every request.
func NewServer(version string) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		return serve(&apigatewayProvider{version: version, now: time.Now})
	}
}

func serve(p provider.Provider) tfprotov6.ProviderServer {
	return server{providerserver.NewProtocol6(p)()}
}

// server wraps the framework's server, which keeps the context of every call
// until the provider stops, so that it can cancel it, even long after the call
// has returned. With everything a context refers to, that is 20 KB per data
// source. So the frequent calls get a context that drops it all when they end.
type server struct{ tfprotov6.ProviderServer }

// ValidateDataResourceConfig is called once or more for each data source.
func (s server) ValidateDataResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest,
) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	call, end := newCallContext(ctx)
	defer end()
	return s.ProviderServer.ValidateDataResourceConfig(call, req)
}

// ReadDataSource is called once for each data source.
func (s server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	call, end := newCallContext(ctx)
	defer end()
	return s.ProviderServer.ReadDataSource(call, req)
}

// callContext acts as the call's context until the call ends, and from then on
// as a canceled one without values.
type callContext struct {
	now atomic.Pointer[context.Context]
}

func newCallContext(ctx context.Context) (call context.Context, end func()) {
	c := &callContext{}
	c.now.Store(&ctx)
	return c, func() { c.now.Store(&ended) }
}

var ended = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

// Deadline returns the deadline of the call.
func (c *callContext) Deadline() (time.Time, bool) { return (*c.now.Load()).Deadline() }

// Done is closed when the call is canceled or has ended.
func (c *callContext) Done() <-chan struct{} { return (*c.now.Load()).Done() }

// Err returns why Done is closed, or nil if it is not.
func (c *callContext) Err() error { return (*c.now.Load()).Err() }

// Value returns what Terraform's libraries attached to the call.
func (c *callContext) Value(key any) any { return (*c.now.Load()).Value(key) }
