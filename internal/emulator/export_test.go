package emulator

import (
	"context"
	"time"
)

// WithSleep makes a server call sleep instead of waiting.
func WithSleep(options Options, sleep func(time.Duration)) Options {
	options.sleep = func(_ context.Context, d time.Duration) error {
		sleep(d)
		return nil
	}
	return options
}

// WithIOTimeout limits how long a server waits for a request to arrive and for a response to be read.
func WithIOTimeout(options Options, d time.Duration) Options {
	options.ioTimeout = d
	return options
}
