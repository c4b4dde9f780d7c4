package awsclient

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/aws-sdk-go-base/v2/logging"
)

const (
	// maxResponse is more than a page of 500 certificates with fifty long tags
	// each (some 22 MB), and little enough to hold in memory.
	maxResponse = 32 << 20

	// maxLoggedBody is how much of a response body goes to Terraform's log.
	maxLoggedBody = 4 << 10
)

// addResponseReader replaces the base library's request logger with the reader.
// The logger fails the request if a line of the response is longer than 64 KiB,
// and API Gateway sends a whole page of certificates in one line.
func addResponseReader(stack *middleware.Stack) error {
	const baseLogger = "TF_AWS_RequestResponseLogger"
	if _, ok := stack.Deserialize.Get(baseLogger); !ok {
		return stack.Deserialize.Add(responseReader{}, middleware.After)
	}
	_, err := stack.Deserialize.Swap(baseLogger, responseReader{})
	return err
}

// responseReader logs the request and the response, reads the response to its end
// or up to a limit, and rejects what cannot be a client certificate before the
// SDK parses it.
type responseReader struct{}

// ID names the middleware in the SDK's stack.
func (responseReader) ID() string { return "ResponseReader" }

// HandleDeserialize sends the request and returns the response once its whole
// body has arrived.
func (responseReader) HandleDeserialize(
	ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
) (middleware.DeserializeOutput, middleware.Metadata, error) {
	logger := logging.RetrieveLogger(ctx)
	if request, ok := in.Request.(*smithyhttp.Request); ok && logger.IsDebug(ctx) {
		if fields, err := logging.DecomposeHTTPRequest(ctx, request.Build(ctx)); err == nil {
			logger.Debug(ctx, "HTTP Request Sent", fields)
		}
	}

	record(ctx, func(p *progress) { p.sent = true })
	start := time.Now()
	out, metadata, err := next.HandleDeserialize(ctx, in)
	response, ok := out.RawResponse.(*smithyhttp.Response)
	if err != nil || !ok {
		return out, metadata, err
	}

	body, err := io.ReadAll(http.MaxBytesReader(nil, response.Body, maxResponse))
	err = errors.Join(err, response.Body.Close())
	response.Body = readBody{bytes.NewReader(body), body, in.Request}
	if logger.IsDebug(ctx) {
		logger.Debug(ctx, "HTTP Response Received", responseFields(response, withoutCredentials(body, in.Request), len(body), time.Since(start)))
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return out, metadata, &unexpectedResponseError{summary: summarize(response), problem: fmt.Sprintf("the response is larger than %d MiB", maxResponse>>20)}
	}
	if err != nil {
		return out, metadata, &truncatedResponseError{err: err, status: response.StatusCode, received: len(body)}
	}
	if response.StatusCode >= http.StatusMultipleChoices {
		// Some errors quote the request, and the SDK quotes the error.
		body = []byte(withoutCredentials(body, in.Request))
		response.Body = readBody{bytes.NewReader(body), body, in.Request}
		return out, metadata, nil
	}
	if problem := checkBody(body); problem != "" {
		return out, metadata, &unexpectedResponseError{summary: summarize(response), problem: problem}
	}
	return out, metadata, nil
}

// readBody is a body that has already been read, and keeps its bytes for an
// error about it.
type readBody struct {
	*bytes.Reader
	bytes   []byte
	request any // The request whose credentials the body may quote.
}

// Close does nothing: the body of the connection is already closed.
func (readBody) Close() error { return nil }

func responseFields(response *smithyhttp.Response, text string, length int, elapsed time.Duration) map[string]any {
	if len(text) > maxLoggedBody {
		text = text[:maxLoggedBody] + "[truncated...]"
	}
	fields := map[string]any{
		"http.status_code":             response.StatusCode,
		"http.response_content_length": length,
		"http.duration":                elapsed.Milliseconds(),
		"http.response.body":           text,
	}
	for _, header := range logging.DecomposeResponseHeaders(response.Response) {
		fields[string(header.Key)] = header.Value.AsInterface()
	}
	return fields
}
