package awsclient

import (
	"context"
	"sync/atomic"

	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"
)

// accountRate is what API Gateway's control plane allows an account in a
// Region, in requests a second, shared by everybody who manages API Gateway.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const accountRate = 10

// pacer keeps the requests of one region below the account's quota from the
// first refusal for too many requests on, and out of the way until then. It
// stands inside the SDK's retry loop, so every attempt counts, and before the
// signer, so that no signature ages while it waits.
type pacer struct {
	limiter atomic.Pointer[rate.Limiter]
}

func (p *pacer) add(stack *middleware.Stack) error {
	return stack.Finalize.Insert(p, "Retry", middleware.After)
}

// ID names the middleware in the SDK's stack.
func (p *pacer) ID() string { return "AccountQuotaPacer" }

// HandleFinalize waits for the next attempt's turn, makes it, and remembers
// how it went.
func (p *pacer) HandleFinalize(
	ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
) (middleware.FinalizeOutput, middleware.Metadata, error) {
	if limiter := p.limiter.Load(); limiter != nil {
		// The context has no deadline, those of the readers stay with them
		// (see flights): this waits its turn, or ends because nobody wants it.
		record(ctx, func(p *progress) { p.queued = true })
		if err := limiter.Wait(ctx); err != nil {
			return middleware.FinalizeOutput{}, middleware.Metadata{}, err
		}
	}
	record(ctx, func(p *progress) { p.made, p.sent = p.made+1, false })
	out, metadata, err := next.HandleFinalize(ctx, in)
	record(ctx, func(p *progress) { p.last = err })
	if err != nil && isThrottled(err) && p.limiter.Load() == nil {
		p.limiter.CompareAndSwap(nil, newLimiter())
	}
	return out, metadata, err
}

// newLimiter lets the first request pass after a tenth of a second: the account
// has just been found to have none to spare.
func newLimiter() *rate.Limiter {
	limiter := rate.NewLimiter(accountRate, 1)
	limiter.Allow()
	return limiter
}
