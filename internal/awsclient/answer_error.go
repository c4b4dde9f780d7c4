package awsclient

import (
	"errors"
	"fmt"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// answer is what can be told of an answer that is not what the API sends.
type answer struct {
	status      int
	contentType string
	location    string
	requestID   string
	excerpt     string
}

// answerError is an answer that arrived whole and cannot be used.
type answerError struct {
	answer  answer
	problem string // A sentence without its capital and its full stop.
}

func (e *answerError) Error() string {
	return fmt.Sprintf("%s: %s", e.problem, e.answer)
}

// brokenAnswerError is an answer of which only the beginning arrived.
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

// answerOf finds the answer that an error of the SDK came from.
func answerOf(err error) (answer, bool) {
	if wrong, ok := errors.AsType[*answerError](err); ok {
		return wrong.answer, true
	}
	// The SDK makes up an answer with the status 0 where none came.
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

// String lists what there is: status, content type, where it redirects to,
// request id, and the first words of the body.
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
