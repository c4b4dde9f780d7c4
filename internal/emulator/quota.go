package emulator

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// The requests that API Gateway's control plane allows per account.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
const (
	requestsPerSecond = 10
	burst             = 40
)

// quota limits requests per region.
type quota struct {
	mu       sync.Mutex
	limiters map[string]*rate.Limiter
}

// allow reports whether a request is within the quota at the given time. Rejected requests do not count.
func (q *quota) allow(region string, now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	limiter, ok := q.limiters[region]
	if !ok {
		if q.limiters == nil {
			q.limiters = map[string]*rate.Limiter{}
		}
		limiter = rate.NewLimiter(requestsPerSecond, burst)
		q.limiters[region] = limiter
	}
	return limiter.AllowN(now, 1)
}
