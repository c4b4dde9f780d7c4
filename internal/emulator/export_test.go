package emulator

import (
	"context"
	"time"
)

// WithSleep has a server call a function where it would wait.
func WithSleep(options Options, sleep func(time.Duration)) Options {
	options.sleep = func(_ context.Context, d time.Duration) error {
		sleep(d)
		return nil
	}
	return options
}

// WithIOTimeout has a server wait that long for a request to arrive, and for an answer to be taken.
func WithIOTimeout(options Options, d time.Duration) Options {
	options.ioTimeout = d
	return options
}
