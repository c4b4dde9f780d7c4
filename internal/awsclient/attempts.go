package awsclient

import (
	"context"
	"fmt"
	"sync"
)

// attempts remembers how often a request was tried and what the last try got,
// for the day when time runs out between two tries: the SDK's own error then
// says only that it ran out.
type attempts struct {
	mu sync.Mutex
	progress
}

// progress is how far a read has come. In a list, all but pages is about the
// request for the next page.
type progress struct {
	pages  int   // Pages of a list that have been read.
	queued bool  // The pacer made the request wait for its turn.
	made   int   // Tries that have begun.
	sent   bool  // The last of them had its credentials and was sent.
	last   error // What the last finished try got; nil when none has failed.
}

type attemptsKey struct{}

func withAttempts(ctx context.Context, a *attempts) context.Context {
	return context.WithValue(ctx, attemptsKey{}, a)
}

// record notes in ctx's attempts what has come to pass.
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

// interruptedError is a request that was given up before it had an answer.
type interruptedError struct {
	progress

	err error // The reader's context's: that time ran out, or that it was stopped.
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
