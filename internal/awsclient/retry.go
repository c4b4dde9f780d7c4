package awsclient

import (
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
)

const (
	// defaultMaxAttempts is the default of hashicorp/aws, used if neither the
	// provider block nor AWS_MAX_ATTEMPTS nor the profile sets one.
	defaultMaxAttempts = 25

	// maxBackoff is the longest wait between two attempts. The SDK's 20 s are
	// too long for somebody who waits for a plan, and a quota of ten requests
	// per second recovers quickly.
	maxBackoff = 5 * time.Second

	// maxRetryAfter is the longest wait that a response may ask for.
	maxRetryAfter = 30 * time.Second

	// maxUnreachable is how many attempts in a row may fail to connect: the
	// four waits of at most 2, 4, 5 and 5 s outlast a restart, and the error
	// comes within 30 s.
	maxUnreachable = 5

	// maxDialTimeouts is how many of these attempts may time out: three times
	// dialTimeout and the waits are at most 21 s.
	maxDialTimeouts = 3
)

// retryer adds to the SDK's retryer what reads of this API need. All of them are
// GETs, so retrying is always safe. Each request has its own, which counts its
// attempts.
type retryer struct {
	aws.RetryerV2

	unreachable  int // The latest attempts in a row that could not connect.
	dialTimeouts int // Those of them that timed out.
}

// withRetryer gives a request its own retryer, which wraps the shared one. All of
// the SDK's retryers implement version 2.
func withRetryer(o *apigateway.Options) {
	if shared, ok := o.Retryer.(aws.RetryerV2); ok {
		o.Retryer = &retryer{RetryerV2: shared}
	}
}

// IsErrorRetryable adds two cases that the SDK does not retry, a truncated
// response and a 429 or 408 without an error code, and excludes those that a
// retry cannot fix: the SDK retries every error of sending a request.
func (r *retryer) IsErrorRetryable(err error) bool {
	if isHopeless(err) {
		return false
	}
	if _, broken := errors.AsType[*truncatedResponseError](err); broken {
		return true
	}
	if status := statusCode(err); status == http.StatusTooManyRequests || status == http.StatusRequestTimeout {
		return true
	}
	return r.RetryerV2.IsErrorRetryable(err)
}

// RetryDelay gives up early if nothing listens, waits as long as a response asks
// for, and leaves the first wait after throttling to the pacer, which knows when
// the quota has room.
func (r *retryer) RetryDelay(attempt int, err error) (time.Duration, error) {
	r.count(err)
	if r.unreachable >= maxUnreachable || r.dialTimeouts >= maxDialTimeouts {
		return 0, &retry.MaxAttemptsError{Attempt: attempt, Err: err}
	}
	asked := retryAfter(err)
	if attempt <= 1 && isThrottled(err) {
		return asked, nil
	}
	if r.unreachable > 0 {
		// The waits start over. Given the number of all attempts, the base library
		// would give up on the first refused connection after nine other failures.
		attempt = r.unreachable
	}
	delay, err := r.RetryerV2.RetryDelay(attempt, err)
	return max(delay, asked), err
}

// count counts attempts that could not connect, and starts over after any other.
func (r *retryer) count(err error) {
	if !isUnreachable(err) && !isProxy(err) {
		r.unreachable, r.dialTimeouts = 0, 0
		return
	}
	r.unreachable++
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		r.dialTimeouts++
	}
}

// isHopeless reports whether a retry cannot help: the endpoint's certificate and
// protocol, a proxy's refusal and the request's headers stay the same.
func isHopeless(err error) bool {
	if proxy, ok := errors.AsType[*proxyError](err); ok {
		return proxy.status < http.StatusInternalServerError
	}
	return isUntrusted(err) || isNotTLS(err) || unsendableHeader(err) != "" || statusCode(err) == http.StatusProxyAuthRequired
}

// retryAfter returns how long the response in err asks to wait, at most
// maxRetryAfter, or 0 if it does not ask. Gateways send whole seconds.
func retryAfter(err error) time.Duration {
	response, ok := errors.AsType[*awshttp.ResponseError](err)
	if !ok || response.Response == nil {
		return 0
	}
	seconds, parseErr := strconv.ParseUint(response.Response.Header.Get("Retry-After"), 10, 64)
	if errors.Is(parseErr, strconv.ErrSyntax) {
		return 0
	}
	// If the number is too large, seconds is the largest uint64.
	return time.Duration(min(seconds, uint64(maxRetryAfter/time.Second))) * time.Second
}
