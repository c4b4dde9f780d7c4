package awsclient

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var errFlight = errors.New("no")

func TestFlightIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const readers = 100
		for _, want := range []error{nil, errFlight} {
			var shared flights[int]
			var calls atomic.Int32
			fn := func(context.Context) (int, error) {
				calls.Add(1)
				time.Sleep(time.Second)
				return 7, want
			}
			var all sync.WaitGroup
			for range readers {
				all.Go(func() {
					value, err := shared.do(t.Context(), "id", fn)
					if !errors.Is(err, want) || err == nil && value != 7 {
						t.Errorf("got %d and %v", value, err)
					}
				})
			}
			all.Wait()
			if calls.Load() != 1 {
				t.Errorf("%d calls for %d readers, want 1", calls.Load(), readers)
			}
			// Results are not cached.
			if _, err := shared.do(t.Context(), "id", fn); !errors.Is(err, want) {
				t.Errorf("then got %v", err)
			}
			if calls.Load() != 2 {
				t.Errorf("a later reader made it %d calls, want 2", calls.Load())
			}
		}
	})
}

func TestFlightsOfDifferentKeysAreApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var shared flights[string]
		var all sync.WaitGroup
		for i := range 10 {
			key := fmt.Sprint(i)
			all.Go(func() {
				got, err := shared.do(t.Context(), key, func(context.Context) (string, error) {
					time.Sleep(time.Second)
					return key, nil
				})
				if got != key || err != nil {
					t.Errorf("got %q and %v, want %q", got, err, key)
				}
			})
		}
		all.Wait()
	})
}

// TestFlightReadersKeepTheirDeadlines checks that a reader that gives up, the
// first or a later one, leaves the call to the others.
func TestFlightReadersKeepTheirDeadlines(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var shared flights[int]
		fn := func(ctx context.Context) (int, error) {
			record(ctx, func(p *progress) { p.made, p.last = p.made+1, errFlight })
			select {
			case <-time.After(10 * time.Second):
				return 7, nil
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		}
		start := time.Now()
		var all sync.WaitGroup
		for i, patience := range []time.Duration{time.Second, time.Minute, 2 * time.Second, time.Hour} {
			all.Go(func() {
				ctx, cancel := WithTimeout(t.Context(), patience)
				defer cancel()
				value, err := shared.do(ctx, "id", fn)
				elapsed := time.Since(start)
				if patience > 10*time.Second {
					if err != nil || value != 7 || elapsed != 10*time.Second {
						t.Errorf("reader %d got %d and %v after %s", i, value, err, elapsed)
					}
					return
				}
				given, ok := errors.AsType[*interruptedError](err)
				if !ok || !errors.Is(err, context.DeadlineExceeded) || elapsed != patience {
					t.Errorf("reader %d got %v after %s, want a timeout after %s", i, err, elapsed, patience)
					return
				}
				if over, ok := errors.AsType[*outOfTimeError](err); !ok || over.allowed != patience {
					t.Errorf("reader %d was told that %v", i, err)
				}
				if given.made != 1 || !errors.Is(given.last, errFlight) {
					t.Errorf("reader %d was told %+v", i, given)
				}
			})
			synctest.Wait() // The reader with the least patience is the first.
		}
		all.Wait()
	})
}

// TestFlightForgetsTheCallThatHasLanded checks that a reader that joins while
// others still collect the result gets a new call, with no attempts so far.
func TestFlightForgetsTheCallThatHasLanded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var shared flights[progress]
		fn := func(ctx context.Context) (progress, error) {
			time.Sleep(time.Second)
			var before progress
			record(ctx, func(p *progress) { before, p.made = *p, p.made+1 })
			return before, nil
		}
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				for range 3 {
					if before, err := shared.do(t.Context(), "id", fn); err != nil || before != (progress{}) {
						t.Errorf("got %+v and %v", before, err)
					}
				}
			})
		}
		all.Wait()
	})
}

// TestFlightEndsWithItsLastReader checks that the call is canceled, and that the
// next reader does not join it.
func TestFlightEndsWithItsLastReader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var shared flights[int]
		ended := make(chan struct{})
		first, give := context.WithCancel(t.Context())
		go func() {
			synctest.Wait()
			give()
		}()
		_, err := shared.do(first, "id", func(ctx context.Context) (int, error) {
			<-ctx.Done()
			time.Sleep(time.Second) // A call takes a while to notice.
			close(ended)
			return 0, ctx.Err()
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want that it was canceled", err)
		}
		value, err := shared.do(t.Context(), "id", func(context.Context) (int, error) { return 7, nil })
		if err != nil || value != 7 {
			t.Errorf("the next reader got %d and %v", value, err)
		}
		<-ended
	})
}

// TestFlightWithoutTimeLeft checks that a reader whose context is already done
// starts no call.
func TestFlightWithoutTimeLeft(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var shared flights[int]
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := shared.do(ctx, "id", func(context.Context) (int, error) {
			t.Error("a call was made")
			return 7, nil
		})
		if given, ok := errors.AsType[*interruptedError](err); !ok || !errors.Is(err, context.Canceled) || given.progress != (progress{}) {
			t.Errorf("got %v, want that it was canceled before anything", err)
		}
		synctest.Wait()
	})
}

// TestFlightsUnderLoad has readers that join and give up at random moments, for
// the race detector.
func TestFlightsUnderLoad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var shared flights[string]
		var running atomic.Int32
		var all sync.WaitGroup
		for reader := range 50 {
			all.Go(func() {
				for round := range 50 {
					key := fmt.Sprint((reader + round) % 3)
					ctx, cancel := context.WithTimeout(t.Context(), time.Duration(reader*round%17+1)*time.Millisecond)
					got, err := shared.do(ctx, key, func(ctx context.Context) (string, error) {
						running.Add(1)
						defer running.Add(-1)
						select {
						case <-time.After(8 * time.Millisecond):
							return key, nil
						case <-ctx.Done():
							return "", ctx.Err()
						}
					})
					if err == nil && got != key {
						t.Errorf("got %q for %q", got, key)
					}
					if err != nil && ctx.Err() == nil {
						t.Errorf("a reader with time left got %v", err)
					}
					cancel()
				}
			})
		}
		all.Wait()
		synctest.Wait()
		if n := running.Load(); n != 0 {
			t.Errorf("%d calls still run", n)
		}
		if len(shared.byKey) != 0 {
			t.Errorf("%d flights are kept", len(shared.byKey))
		}
	})
}
