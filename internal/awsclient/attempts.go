package awsclient

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// attempts remembers how often a request was tried and what the last try got,
// for the day when time runs out between two tries: the SDK's own error then
// says only that it ran out.
type attempts struct {
	mu   sync.Mutex
	made int
	last error
}

type attemptsKey struct{}

func withAttempts(ctx context.Context, a *attempts) context.Context {
	return context.WithValue(ctx, attemptsKey{}, a)
}

// recordAttempt notes in ctx's attempts that a try has begun, or, with an
// error, how it ended.
func recordAttempt(ctx context.Context, begun int, err error) {
	a, ok := ctx.Value(attemptsKey{}).(*attempts)
	if !ok {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.made += begun
	if err != nil {
		a.last = err
	}
}

func (a *attempts) summary() (made int, last error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.made, a.last
}

// interruptedError is a request that was given up before it had an answer.
type interruptedError struct {
	err      error         // context.DeadlineExceeded or context.Canceled.
	allowed  time.Duration // How long the reader was ready to wait; 0 for ever.
	attempts int           // 0 when it was still waiting for its turn.
	last     error         // What the last finished try got; nil when none had finished.
}

func (e *interruptedError) Error() string {
	if e.last == nil {
		return e.err.Error()
	}
	return fmt.Sprintf("%s; the last attempt got: %s", e.err, e.last)
}

func (e *interruptedError) Unwrap() error {
	return e.err
}
