package awsclient

import (
	"errors"
	"fmt"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// responseSummary describes a response that is not what the API sends.
type responseSummary struct {
	status      int
	contentType string
	location    string
	requestID   string
	excerpt     string
}

// unexpectedResponseError is a complete response that cannot be used.
type unexpectedResponseError struct {
	summary responseSummary
	problem string // A sentence without a capital or a full stop.
}

func (e *unexpectedResponseError) Error() string {
	return fmt.Sprintf("%s: %s", e.problem, e.summary)
}

// truncatedResponseError is a response whose body ended too early.
type truncatedResponseError struct {
	err      error
	status   int
	received int // Bytes of the body.
}

func (e *truncatedResponseError) Error() string {
	return fmt.Sprintf("a response with HTTP status %d was cut off after %d bytes of its body: %s", e.status, e.received, rootText(e.err))
}

func (e *truncatedResponseError) Unwrap() error {
	return e.err
}

// responseOf summarizes the response that an error of the SDK is about, if there
// is one.
func responseOf(err error) (responseSummary, bool) {
	if wrong, ok := errors.AsType[*unexpectedResponseError](err); ok {
		return wrong.summary, true
	}
	// Without a response, the SDK makes one up with status 0.
	if response, ok := errors.AsType[*awshttp.ResponseError](err); ok && statusCode(err) != 0 {
		return summarize(response.Response), true
	}
	return responseSummary{}, false
}

func summarize(response *smithyhttp.Response) responseSummary {
	r := responseSummary{
		status:      response.StatusCode,
		contentType: printable(response.Header.Get("Content-Type")),
		location:    printable(response.Header.Get("Location")),
		requestID:   printable(response.Header.Get("X-Amzn-RequestId")),
	}
	if body, ok := response.Body.(readBody); ok {
		r.excerpt = printable(withoutCredentials(body.bytes, body.request))
	}
	return r
}

// String lists the status and, as far as they are there, the content type, the
// address of a redirect, the request id, and the beginning of the body.
func (r responseSummary) String() string {
	parts := []string{fmt.Sprintf("HTTP status %d", r.status)}
	if r.contentType != "" {
		parts = append(parts, "content type "+r.contentType)
	}
	if r.location != "" {
		parts = append(parts, "location "+r.location)
	}
	if r.requestID != "" {
		parts = append(parts, "request id "+r.requestID)
	}
	if r.excerpt == "" {
		return strings.Join(append(parts, "no body"), ", ")
	}
	return strings.Join(parts, ", ") + ", beginning with: " + r.excerpt
}
