package awsclient

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
)

// Error is a failed read, explained for a person at a terminal.
type Error struct {
	Kind    Kind
	Summary string // In Title Case, without a full stop.
	Detail  string // What failed, where, what to do, and the cause.
	Err     error
}

// Error returns the summary and the detail.
func (e *Error) Error() string {
	return e.Summary + ": " + e.Detail
}

// Unwrap returns the cause as the SDK reported it.
func (e *Error) Unwrap() error {
	return e.Err
}

// explain returns what err means and what to do about it. The id is that of the
// requested client certificate, or empty for a list.
func (c *Client) explain(id string, err error) *Error {
	kind := kindOf(err)
	if kind == NotFound && id == "" {
		kind = UnexpectedResponse // A list always exists, even if empty.
	}
	text := texts[kind]
	subject := "the client certificates"
	if id != "" {
		subject = fmt.Sprintf("the client certificate %q", id)
	}
	detail := fmt.Sprintf("Reading %s in %s failed: %s", subject, c.region, text.what(err))
	if text.advice != nil {
		if advice := text.advice(c, id, err); advice != "" {
			detail += "\n\n" + advice
		}
	}
	detail += "\n\nCause: " + c.cause(err)
	return &Error{Kind: kind, Summary: text.summary, Detail: detail, Err: err}
}

// cause returns in one line what the service, the proxy or the network reported,
// and after how many attempts.
func (c *Client) cause(err error) string {
	if interrupted, ok := errors.AsType[*interruptedError](err); ok {
		if interrupted.pages > 0 {
			return fmt.Sprintf("page %d of the list: %s", interrupted.pages+1, c.lastAttempt(interrupted.progress))
		}
		return c.lastAttempt(interrupted.progress)
	}
	text := strings.TrimRight(c.describe(err), ".")
	if exhausted, ok := errors.AsType[*retry.MaxAttemptsError](err); ok && exhausted.Attempt > 1 {
		return fmt.Sprintf("last of %d attempts: %s", exhausted.Attempt, text)
	}
	return text
}

// lastAttempt describes how far an interrupted request had come.
func (c *Client) lastAttempt(p progress) string {
	switch {
	case p.made == 0 && !p.queued:
		return "the request had not been sent"
	case p.made == 0:
		return fmt.Sprintf("the request was still waiting for its turn, because this account may send %d requests per second in %s and was throttled", accountRate, c.region)
	case p.last == nil && !p.sent:
		return "the request was still waiting for new credentials"
	case p.last == nil:
		return fmt.Sprintf("%s had not responded", c.address())
	case p.made == 1:
		return "the only attempt: " + strings.TrimRight(c.describe(p.last), ".")
	default:
		return fmt.Sprintf("%d attempts were made; the last one to finish: %s", p.made, strings.TrimRight(c.describe(p.last), "."))
	}
}

// describe says what came back from an attempt.
func (c *Client) describe(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorCode() != unknownError {
		text := shortened(api.ErrorCode()+": "+api.ErrorMessage(), maxMessage)
		response, ok := responseOf(err)
		switch {
		case !ok:
			return text
		case response.requestID == "":
			return fmt.Sprintf("%s (HTTP status %d)", strings.TrimRight(text, "."), response.status)
		default:
			return fmt.Sprintf("%s (HTTP status %d, request id %s)", strings.TrimRight(text, "."), response.status, response.requestID)
		}
	}
	if wrong, ok := errors.AsType[*unexpectedResponseError](err); ok {
		return fmt.Sprintf("%s; it came with %s", wrong.problem, wrong.summary)
	}
	if broken, ok := errors.AsType[*truncatedResponseError](err); ok {
		return broken.Error()
	}
	if response, ok := responseOf(err); ok {
		return fmt.Sprintf("a response with %s", response)
	}
	return rootText(err)
}

// rootText returns the text of err without the layers that the SDK and url.Error
// add, which repeat one another.
func rootText(err error) string {
	if problem := outputProblem(err); problem != "" {
		return problem
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		return printable(u.Err.Error())
	}
	if op, ok := errors.AsType[*smithy.OperationError](err); ok {
		return printable(op.Err.Error())
	}
	return printable(err.Error())
}

// address describes where requests go: the custom endpoint, or the default one.
func (c *Client) address() string {
	if c.endpoint != "" {
		return printable(c.endpoint)
	}
	return "API Gateway's default endpoint in " + c.region
}
