package awsclient

import (
	"context"
	"fmt"
	"sync"
)

// attempts records how often a request was tried and how the last attempt ended,
// for when time runs out: the SDK's own error then says nothing else.
type attempts struct {
	mu sync.Mutex
	progress
}

// progress is how far a read has come. For a list, all fields but pages are
// about the request for the next page.
type progress struct {
	pages  int   // Pages of a list read so far.
	queued bool  // The pacer has made the request wait for its turn.
	made   int   // Attempts that have begun.
	sent   bool  // The last attempt had its credentials and was sent.
	last   error // The error of the last finished attempt; nil if there is none.
}

type attemptsKey struct{}

func withAttempts(ctx context.Context, a *attempts) context.Context {
	return context.WithValue(ctx, attemptsKey{}, a)
}

// record updates the progress of the attempts in ctx, if it has any.
func record(ctx context.Context, note func(*progress)) {
	a, ok := ctx.Value(attemptsKey{}).(*attempts)
	if !ok {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	note(&a.progress)
}

func (a *attempts) soFar() progress {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.progress
}

// interruptedError is a request that was abandoned before it had a response.
type interruptedError struct {
	progress

	err error // Why the reader's context ended: a timeout, or an interrupt.
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
