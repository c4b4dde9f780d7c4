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
