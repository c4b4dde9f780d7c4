package awsclient

import (
	"context"
	"fmt"
	"time"
)

// WithTimeout is [context.WithTimeout] for a read. The error of a read that takes
// longer names the timeout.
func WithTimeout(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, timeout, &outOfTimeError{timeout})
}

// outOfTimeError is a context.DeadlineExceeded that knows the timeout.
type outOfTimeError struct {
	allowed time.Duration
}

func (e *outOfTimeError) Error() string {
	return fmt.Sprintf("%s after %s", context.DeadlineExceeded, e.allowed)
}

func (e *outOfTimeError) Unwrap() error {
	return context.DeadlineExceeded
}
