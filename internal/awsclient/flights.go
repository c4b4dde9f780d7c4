package awsclient

import (
	"context"
	"sync"

	"golang.org/x/sync/singleflight"
)

// flights lets concurrent callers that want the same thing share one call. Each
// caller keeps its own deadline: one that gives up leaves the call to the others,
// and the last one to give up cancels it. The zero value is ready to use.
type flights[T any] struct {
	group singleflight.Group

	mu    sync.Mutex
	byKey map[string]*flight
}

type flight struct {
	ctx      context.Context // Has the values of the first caller's context, but no deadline.
	cancel   context.CancelFunc
	attempts *attempts
	waiting  int
}

// do returns the result of fn. If ctx is done first, it returns an
// [*interruptedError] and leaves fn to the other callers that wait for it.
func (f *flights[T]) do(ctx context.Context, key string, fn func(context.Context) (T, error)) (T, error) {
	var zero T
	if ctx.Err() != nil { // Otherwise a request would be sent that nobody waits for.
		return zero, &interruptedError{err: context.Cause(ctx)}
	}
	shared := f.join(ctx, key)
	defer f.leave(key, shared)
	landed := f.group.DoChan(key, func() (any, error) {
		// A flight has a second call if a reader joins while others are still
		// collecting the result of the first.
		record(shared.ctx, func(p *progress) { *p = progress{} })
		return fn(shared.ctx)
	})
	select {
	case <-ctx.Done():
		return zero, &interruptedError{err: context.Cause(ctx), progress: shared.attempts.soFar()}
	case result := <-landed:
		value, ok := result.Val.(T)
		if result.Err != nil || !ok {
			return zero, result.Err
		}
		return value, nil
	}
}

func (f *flights[T]) join(ctx context.Context, key string) *flight {
	f.mu.Lock()
	defer f.mu.Unlock()
	shared, ok := f.byKey[key]
	if !ok {
		shared = &flight{attempts: &attempts{}}
		shared.ctx, shared.cancel = context.WithCancel(withAttempts(context.WithoutCancel(ctx), shared.attempts))
		if f.byKey == nil {
			f.byKey = make(map[string]*flight)
		}
		f.byKey[key] = shared
	}
	shared.waiting++
	return shared
}

func (f *flights[T]) leave(key string, shared *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	shared.waiting--
	if shared.waiting > 0 {
		return
	}
	shared.cancel()
	delete(f.byKey, key)
	f.group.Forget(key) // The next caller must not join a canceled call.
}
