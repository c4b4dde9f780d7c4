package awsclient

import (
	"errors"
	"fmt"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// answer describes a response that is not what the API sends.
type answer struct {
	status      int
	contentType string
	location    string
	requestID   string
	excerpt     string
}

// answerError is a complete response that cannot be used.
type answerError struct {
	answer  answer
	problem string // A sentence without a capital or a full stop.
}

func (e *answerError) Error() string {
	return fmt.Sprintf("%s: %s", e.problem, e.answer)
}

// brokenAnswerError is a truncated response.
type brokenAnswerError struct {
	err      error
	status   int
	received int // Bytes of the body.
}

func (e *brokenAnswerError) Error() string {
	return fmt.Sprintf("a response with HTTP status %d was cut off after %d bytes of its body: %s", e.status, e.received, rootText(e.err))
}

func (e *brokenAnswerError) Unwrap() error {
	return e.err
}

// answerOf returns the response that an error of the SDK is about, if there is one.
func answerOf(err error) (answer, bool) {
	if wrong, ok := errors.AsType[*answerError](err); ok {
		return wrong.answer, true
	}
	// Without a response, the SDK makes one up with status 0.
	if response, ok := errors.AsType[*awshttp.ResponseError](err); ok && statusCode(err) != 0 {
		return describeAnswer(response.Response), true
	}
	return answer{}, false
}

func describeAnswer(response *smithyhttp.Response) answer {
	a := answer{
		status:      response.StatusCode,
		contentType: printable(response.Header.Get("Content-Type")),
		location:    printable(response.Header.Get("Location")),
		requestID:   printable(response.Header.Get("X-Amzn-RequestId")),
	}
	if body, ok := response.Body.(readBody); ok {
		a.excerpt = printable(withoutCredentials(body.bytes, body.request))
	}
	return a
}

// String lists the status and, as far as they are there, the content type, the
// address of a redirect, the request id, and the beginning of the body.
func (a answer) String() string {
	parts := []string{fmt.Sprintf("HTTP status %d", a.status)}
	if a.contentType != "" {
		parts = append(parts, "content type "+a.contentType)
	}
	if a.location != "" {
		parts = append(parts, "location "+a.location)
	}
	if a.requestID != "" {
		parts = append(parts, "request id "+a.requestID)
	}
	if a.excerpt == "" {
		return strings.Join(append(parts, "no body"), ", ")
	}
	return strings.Join(parts, ", ") + ", beginning with: " + a.excerpt
}
