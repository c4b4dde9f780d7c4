package awsclient

import (
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

const (
	// defaultMaxAttempts is hashicorp/aws' number, used where neither the
	// provider block nor AWS_MAX_ATTEMPTS nor the profile has one.
	defaultMaxAttempts = 25

	// maxBackoff is the longest wait between two attempts. The SDK's 20 s are
	// too long for somebody who waits for a plan, and a quota of ten requests
	// a second is open again after a moment.
	maxBackoff = 5 * time.Second

	// maxUnreachableAttempts is how often a connection is tried that nobody
	// accepts: four waits of at most 2, 4, 5 and 5 s, so an error comes within
	// 30 s even if every attempt itself takes a while.
	maxUnreachableAttempts = 5
)

// retryer adds to the SDK's judgement what reads of this API need. All of them
// are GETs, so repeating one is always safe.
type retryer struct {
	aws.RetryerV2
}

func newRetryer(sdk aws.Retryer) aws.Retryer {
	v2, ok := sdk.(aws.RetryerV2)
	if !ok {
		v2 = retry.NewStandard()
	}
	return &retryer{v2}
}

// IsErrorRetryable adds two cases that the SDK does not retry: an answer that
// was cut off half way, and a refusal for the time being without a name.
func (r *retryer) IsErrorRetryable(err error) bool {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return true
	}
	if status := statusCode(err); status == http.StatusTooManyRequests || status == http.StatusRequestTimeout {
		return true
	}
	return r.RetryerV2.IsErrorRetryable(err)
}

// RetryDelay ends the attempts early where nobody listens, and leaves the
// first wait after throttling to the pacer, which knows when there is room.
func (r *retryer) RetryDelay(attempt int, err error) (time.Duration, error) {
	if isUnreachable(err) && attempt >= maxUnreachableAttempts {
		return 0, err
	}
	if attempt <= 1 && isThrottled(err) {
		return 0, nil
	}
	return r.RetryerV2.RetryDelay(attempt, err)
}

// isUnreachable: nobody answers at that address, and a name that does not
// exist will not exist a moment later either.
func isUnreachable(err error) bool {
	if errors.Is(err, syscall.ECONNREFUSED) {
		return true
	}
	_, ok := errors.AsType[*net.DNSError](err)
	return ok
}

func isThrottled(err error) bool {
	if statusCode(err) == http.StatusTooManyRequests {
		return true
	}
	return retry.IsErrorThrottles(retry.DefaultThrottles).IsErrorThrottle(err).Bool()
}

func statusCode(err error) int {
	if response, ok := errors.AsType[*awshttp.ResponseError](err); ok && response.Response != nil {
		return response.HTTPStatusCode()
	}
	return 0
}

func errorCode(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}
