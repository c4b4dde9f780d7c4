package awsclient

import (
	"context"
	"fmt"
	"time"
)

// WithTimeout is [context.WithTimeout] for a read, whose error then says how
// long it was allowed to take.
func WithTimeout(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, timeout, &outOfTimeError{timeout})
}

// outOfTimeError is a context.DeadlineExceeded that knows what was allowed.
type outOfTimeError struct {
	allowed time.Duration
}

func (e *outOfTimeError) Error() string {
	return fmt.Sprintf("%s after %s", context.DeadlineExceeded, e.allowed)
}

func (e *outOfTimeError) Unwrap() error {
	return context.DeadlineExceeded
}
