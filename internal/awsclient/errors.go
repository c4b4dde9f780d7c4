package awsclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
)

// Kind is what a failed read comes down to for the person who has to act.
type Kind int

// The kinds, each with what it asks a person to do.
const (
	Failed             Kind = iota // None of the others: read the cause.
	NotFound                       // Correct the id, the region or the account.
	Denied                         // Ask for a permission.
	CredentialsExpired             // Sign in again.
	CredentialsInvalid             // Correct the credentials.
	Throttled                      // Try later, ask for less.
	Unreachable                    // Correct the address or the network.
	Untrusted                      // Correct the trusted certificate authorities.
	Proxy                          // Correct the proxy settings.
	Unavailable                    // Try later.
	UnusableAnswer                 // Find out who answered.
	TimedOut                       // Allow more time.
	Interrupted                    // Nothing: somebody stopped it.
)

// Error is a failed read, in words for a person at a terminal.
type Error struct {
	Kind    Kind
	Summary string // In title case, without a full stop.
	Detail  string // What failed, where, what to do, and last the cause.
	Err     error
}

// Error returns summary and detail in one line.
func (e *Error) Error() string {
	return e.Summary + ": " + e.Detail
}

// Unwrap returns the cause as the SDK reported it.
func (e *Error) Unwrap() error {
	return e.Err
}

// request is what was asked of API Gateway.
type request struct {
	operation string
	id        string // Empty for a list.
}

func (r request) subject() string {
	if r.id == "" {
		return "the client certificates"
	}
	return fmt.Sprintf("the client certificate %q", r.id)
}

// explain finds out what err means and what can be done about it.
func (c *Client) explain(asked request, err error) *Error {
	kind := kindOf(err)
	text := texts[kind]
	detail := fmt.Sprintf("Reading %s in %s failed: %s", asked.subject(), c.region, text.what)
	if text.advice != nil {
		detail += "\n\n" + text.advice(c, asked, err)
	}
	detail += "\n\nCause: " + c.cause(asked, err)
	return &Error{Kind: kind, Summary: text.summary, Detail: detail, Err: err}
}

// cause says in one line what the service, the proxy or the network said.
func (c *Client) cause(asked request, err error) string {
	var text string
	if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorCode() != "UnknownError" {
		text = printable(api.ErrorCode() + ": " + api.ErrorMessage())
		if answer, ok := answerOf(err); ok {
			text += fmt.Sprintf(" (HTTP status %d, request id %s)", answer.status, answer.requestID)
		}
	} else if wrong, ok := errors.AsType[*answerError](err); ok {
		text = fmt.Sprintf("%s. The answer was: %s", wrong.err, wrong.answer)
	} else if answer, ok := answerOf(err); ok {
		text = fmt.Sprintf("the answer was: %s", answer)
	} else if interrupted, ok := errors.AsType[*interruptedError](err); ok {
		if interrupted.last == nil {
			return fmt.Sprintf("no answer to %s came from %s", asked.operation, c.address())
		}
		return fmt.Sprintf("%d attempts at %s were made; the last one got %s", interrupted.attempts, asked.operation, c.cause(asked, interrupted.last))
	} else {
		text = rootText(err)
	}
	if exhausted, ok := errors.AsType[*retry.MaxAttemptsError](err); ok && exhausted.Attempt > 1 {
		text += fmt.Sprintf(" after %d attempts", exhausted.Attempt)
	}
	return text
}

// rootText is the innermost error's text with the address that url.Error adds:
// the SDK's layers around it repeat one another.
func rootText(err error) string {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return printable(u.Err.Error())
	}
	if op, ok := errors.AsType[*smithy.OperationError](err); ok {
		return printable(op.Err.Error())
	}
	return printable(err.Error())
}

// address is where requests go: the endpoint in force, or AWS's own.
func (c *Client) address() string {
	if c.endpoint != "" {
		return hideUserinfo(c.endpoint)
	}
	return "API Gateway's own endpoint in " + c.region
}

func hideUserinfo(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Redacted()
	}
	return address
}

func kindOf(err error) Kind {
	if interrupted, ok := errors.AsType[*interruptedError](err); ok {
		if errors.Is(interrupted.err, context.DeadlineExceeded) {
			return TimedOut
		}
		return Interrupted
	}
	switch errorCode(err) {
	case "NotFoundException":
		return NotFound
	case "AccessDeniedException", "AccessDenied", "UnauthorizedException":
		return Denied
	case "ExpiredTokenException", "ExpiredToken", "RequestExpired":
		return CredentialsExpired
	case "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException",
		"SignatureDoesNotMatch", "MissingAuthenticationTokenException", "IncompleteSignatureException":
		return CredentialsInvalid
	}
	return kindOfTransport(err)
}

func kindOfTransport(err error) Kind {
	status := statusCode(err)
	_, badAuthority := errors.AsType[x509.UnknownAuthorityError](err)
	_, badName := errors.AsType[x509.HostnameError](err)
	_, badCertificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	op, isOp := errors.AsType[*net.OpError](err)
	_, noName := errors.AsType[*net.DNSError](err)
	_, unusable := errors.AsType[*answerError](err)
	_, unreadable := errors.AsType[*smithy.DeserializationError](err)
	switch {
	case isThrottled(err):
		return Throttled
	case badAuthority, badName, badCertificate, noTLS:
		return Untrusted
	case isOp && op.Op == "proxyconnect", status == http.StatusProxyAuthRequired, strings.Contains(rootText(err), "proxyconnect"):
		return Proxy
	case isUnreachable(err), noName, isOp:
		return Unreachable
	case unusable:
		return UnusableAnswer
	case status >= http.StatusInternalServerError:
		return Unavailable
	case unreadable, status != 0 && errorCode(err) == "UnknownError":
		return UnusableAnswer
	default:
		return Failed
	}
}
