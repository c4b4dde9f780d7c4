package awsclient

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/aws-sdk-go-base/v2/logging"
)

const (
	// maxAnswer is more than a page of 500 certificates with fifty long tags
	// each can take (some 22 MB), and little enough to hold in memory.
	maxAnswer = 32 << 20

	// maxLoggedBody is how much of an answer goes to Terraform's log.
	maxLoggedBody = 4 << 10

	// maxExcerpt is how much of an answer goes into an error.
	maxExcerpt = 200
)

// addAnswerReader puts the reader in the place of the base library's request
// logger: that one fails the request where a line of the answer is longer than
// 64 KiB, and API Gateway sends a whole page of certificates in one line.
func addAnswerReader(stack *middleware.Stack) error {
	const baseLogger = "TF_AWS_RequestResponseLogger"
	if _, ok := stack.Deserialize.Get(baseLogger); !ok {
		return stack.Deserialize.Add(answerReader{}, middleware.After)
	}
	_, err := stack.Deserialize.Swap(baseLogger, answerReader{})
	return err
}

// answerReader writes request and answer to the log, reads the answer to its
// end within a bound, and refuses what is no text, before the SDK parses it.
type answerReader struct{}

// ID names the middleware in the SDK's stack.
func (answerReader) ID() string { return "AnswerReader" }

// HandleDeserialize passes the request on and returns the answer with a body
// that has arrived whole.
func (answerReader) HandleDeserialize(
	ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
) (middleware.DeserializeOutput, middleware.Metadata, error) {
	logger := logging.RetrieveLogger(ctx)
	if request, ok := in.Request.(*smithyhttp.Request); ok && logger.IsDebug(ctx) {
		if fields, err := logging.DecomposeHTTPRequest(ctx, request.Build(ctx)); err == nil {
			logger.Debug(ctx, "HTTP Request Sent", fields)
		}
	}

	start := time.Now()
	out, metadata, err := next.HandleDeserialize(ctx, in)
	response, ok := out.RawResponse.(*smithyhttp.Response)
	if err != nil || !ok {
		return out, metadata, err
	}

	body, err := io.ReadAll(http.MaxBytesReader(nil, response.Body, maxAnswer))
	err = errors.Join(err, response.Body.Close())
	response.Body = readBody{bytes.NewReader(body)}
	if logger.IsDebug(ctx) {
		logger.Debug(ctx, "HTTP Response Received", responseFields(response, body, time.Since(start)))
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return out, metadata, &answerError{answer: describeAnswer(response), err: fmt.Errorf("it is larger than %d MiB", maxAnswer>>20)}
	}
	if err != nil {
		return out, metadata, fmt.Errorf("reading the answer: %w", err)
	}
	if !utf8.Valid(body) {
		// encoding/json would replace the bytes in silence, and state would
		// hold a certificate that nobody issued.
		return out, metadata, &answerError{answer: describeAnswer(response), err: errors.New("it is not valid UTF-8")}
	}
	return out, metadata, nil
}

// readBody is a body that has been read already, and can be looked at again
// when it turns out to be wrong.
type readBody struct{ *bytes.Reader }

// Close does nothing: the connection's own body is closed.
func (readBody) Close() error { return nil }

func responseFields(response *smithyhttp.Response, body []byte, elapsed time.Duration) map[string]any {
	text := string(body[:min(len(body), maxLoggedBody)])
	if len(body) > maxLoggedBody {
		text += "[truncated...]"
	}
	fields := map[string]any{
		"http.status_code":             response.StatusCode,
		"http.response_content_length": len(body),
		"http.duration":                elapsed.Milliseconds(),
		"http.response.body":           logging.MaskAWSSensitiveValues(text),
	}
	for _, header := range logging.DecomposeResponseHeaders(response.Response) {
		fields[string(header.Key)] = header.Value.AsInterface()
	}
	return fields
}

// answer is what can be told of an answer that is not what the API sends.
type answer struct {
	status      int
	contentType string
	requestID   string
	excerpt     string
}

// answerError is an answer that arrived and cannot be used.
type answerError struct {
	answer answer
	err    error // What is wrong with it, to follow "The answer cannot be used: ".
}

func (e *answerError) Error() string {
	return fmt.Sprintf("unusable answer (%s): %s", e.answer, e.err)
}

func (e *answerError) Unwrap() error {
	return e.err
}

// answerOf finds the answer that an error of the SDK came from.
func answerOf(err error) (answer, bool) {
	if wrong, ok := errors.AsType[*answerError](err); ok {
		return wrong.answer, wrong.answer.status != 0
	}
	if response, ok := errors.AsType[*awshttp.ResponseError](err); ok && response.Response != nil {
		return describeAnswer(response.Response), true
	}
	return answer{}, false
}

func describeAnswer(response *smithyhttp.Response) answer {
	a := answer{
		status:      response.StatusCode,
		contentType: printable(response.Header.Get("Content-Type")),
		requestID:   printable(response.Header.Get("X-Amzn-RequestId")),
	}
	if body, ok := response.Body.(readBody); ok {
		head := make([]byte, maxExcerpt+utf8.UTFMax)
		n, err := body.ReadAt(head, 0)
		if err != nil && !errors.Is(err, io.EOF) {
			return a
		}
		a.excerpt = printable(logging.MaskAWSSensitiveValues(string(head[:n])))
	}
	return a
}

// String lists what there is: status, content type, request id, and the first
// words of the body.
func (a answer) String() string {
	parts := []string{fmt.Sprintf("HTTP status %d", a.status)}
	if a.contentType != "" {
		parts = append(parts, "content type "+a.contentType)
	}
	if a.requestID != "" {
		parts = append(parts, "request id "+a.requestID)
	}
	if a.excerpt == "" {
		return strings.Join(append(parts, "no body"), ", ")
	}
	return strings.Join(parts, ", ") + ", beginning with: " + a.excerpt
}

// printable makes one short line of text that a stranger sent.
func printable(text string) string {
	line := strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if runes := []rune(line); len(runes) > maxExcerpt {
		return string(runes[:maxExcerpt]) + "…"
	}
	return line
}
