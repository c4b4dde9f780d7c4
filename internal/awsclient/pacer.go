package awsclient

import (
	"context"
	"sync/atomic"

	"github.com/aws/smithy-go/middleware"
	"golang.org/x/time/rate"
)

// accountRate is how many requests per second API Gateway's control plane allows
// an account in a Region, shared by everything that manages API Gateway there.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const accountRate = 10

// pacer limits a Region's requests to the account's quota once one has been
// throttled; before that it does nothing. It runs inside the SDK's retry loop, so
// every attempt counts, and before signing, so that signatures do not age in the
// queue.
type pacer struct {
	limiter atomic.Pointer[rate.Limiter]
}

func (p *pacer) add(stack *middleware.Stack) error {
	return stack.Finalize.Insert(p, "Retry", middleware.After)
}

// ID names the middleware in the SDK's stack.
func (p *pacer) ID() string { return "AccountQuotaPacer" }

// HandleFinalize waits for the attempt's turn, makes the attempt, and starts the
// pacing if it was throttled.
func (p *pacer) HandleFinalize(
	ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
) (middleware.FinalizeOutput, middleware.Metadata, error) {
	if limiter := p.limiter.Load(); limiter != nil {
		// The context has no deadline, because readers keep their own (see
		// flights): Wait ends with the attempt's turn, or when no reader is left.
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

// newLimiter returns a limiter that allows the first request after a tenth of a
// second: the account has just used up its quota.
func newLimiter() *rate.Limiter {
	limiter := rate.NewLimiter(accountRate, 1)
	limiter.Allow()
	return limiter
}
