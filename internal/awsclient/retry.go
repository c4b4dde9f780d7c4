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
	// defaultMaxAttempts is hashicorp/aws' number, used where neither the
	// provider block nor AWS_MAX_ATTEMPTS nor the profile has one.
	defaultMaxAttempts = 25

	// maxBackoff is the longest wait between two attempts. The SDK's 20 s are
	// too long for somebody who waits for a plan, and a quota of ten requests
	// a second is open again after a moment.
	maxBackoff = 5 * time.Second

	// maxRetryAfter is the longest wait that an answer may ask for.
	maxRetryAfter = 30 * time.Second

	// maxUnreachable is how often in a row a connection is tried that nobody
	// accepts: the four waits of at most 2, 4, 5 and 5 s outlive a restart, and
	// the error comes within 30 s.
	maxUnreachable = 5

	// maxDialTimeouts is how many of these may be attempts that are not even
	// refused: three times dialTimeout and the waits are 21 s at most.
	maxDialTimeouts = 3
)

// retryer adds to the SDK's judgement what reads of this API need. All of them
// are GETs, so repeating one is always safe. It is for one request alone, whose
// attempts it counts.
type retryer struct {
	aws.RetryerV2

	unreachable  int // The latest attempts in a row that reached nobody.
	dialTimeouts int // Those of them that were not even refused.
}

// withRetryer gives a request its own retryer, over the one that all share. All
// of the SDK's are of version 2.
func withRetryer(o *apigateway.Options) {
	if shared, ok := o.Retryer.(aws.RetryerV2); ok {
		o.Retryer = &retryer{RetryerV2: shared}
	}
}

// IsErrorRetryable adds two cases that the SDK does not repeat, an answer that
// broke off and a refusal for the time being without a name, and takes away
// those that no repetition mends: the SDK repeats whatever came to pass while a
// request was sent.
func (r *retryer) IsErrorRetryable(err error) bool {
	if isHopeless(err) {
		return false
	}
	if _, broken := errors.AsType[*brokenAnswerError](err); broken {
		return true
	}
	if status := statusCode(err); status == http.StatusTooManyRequests || status == http.StatusRequestTimeout {
		return true
	}
	return r.RetryerV2.IsErrorRetryable(err)
}

// RetryDelay ends the attempts early where nobody listens, waits as long as an
// answer asks for, and leaves the first wait after throttling to the pacer,
// which knows when there is room.
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
		// The waits begin anew. With the number of all attempts, the base library
		// would take the first refusal after nine other failures for the last.
		attempt = r.unreachable
	}
	delay, err := r.RetryerV2.RetryDelay(attempt, err)
	return max(delay, asked), err
}

// count counts an attempt that reached nobody, and begins anew after any other.
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

// isHopeless: neither the endpoint's certificate nor what it speaks nor a
// proxy's mind nor the request's own headers change within a minute.
func isHopeless(err error) bool {
	if proxy, ok := errors.AsType[*proxyError](err); ok {
		return proxy.status < http.StatusInternalServerError
	}
	return isUntrusted(err) || isNotTLS(err) || unsendableHeader(err) != "" || statusCode(err) == http.StatusProxyAuthRequired
}

// retryAfter is how long the answer in err asks to wait, in whole seconds as
// gateways send them and not longer than maxRetryAfter; 0 when it does not ask.
func retryAfter(err error) time.Duration {
	response, ok := errors.AsType[*awshttp.ResponseError](err)
	if !ok || response.Response == nil {
		return 0
	}
	seconds, parseErr := strconv.ParseUint(response.Response.Header.Get("Retry-After"), 10, 64)
	if errors.Is(parseErr, strconv.ErrSyntax) {
		return 0
	}
	// A number that is too large for the type is the largest one.
	return time.Duration(min(seconds, uint64(maxRetryAfter/time.Second))) * time.Second
}
