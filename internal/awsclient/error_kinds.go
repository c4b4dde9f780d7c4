package awsclient

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Kind classifies a failed read by what a person has to do about it.
type Kind int

// The kinds, each with what to do about it.
const (
	Failed              Kind = iota // None of the others: read the cause.
	NotFound                        // Correct the id, the region or the account.
	Denied                          // Ask for a permission.
	CredentialsExpired              // Sign in again.
	CredentialsInvalid              // Correct the credentials.
	CredentialsNotFound             // Fix the source of the credentials.
	Throttled                       // Try later, or read less.
	Unsendable                      // Correct the setting that goes into a header.
	Unreachable                     // Correct the address or the network.
	Disconnected                    // Try later, or find out what breaks connections.
	Untrusted                       // Correct the trusted certificate authorities.
	NotTLS                          // Correct the address.
	Proxy                           // Correct the proxy settings.
	Unavailable                     // Try later.
	UnexpectedResponse              // Find out what responded.
	TimedOut                        // Allow more time.
	Interrupted                     // Nothing: the read was stopped.
)

func kindOf(err error) Kind {
	if interrupted, ok := errors.AsType[*interruptedError](err); ok {
		if errors.Is(interrupted.err, context.DeadlineExceeded) {
			return TimedOut
		}
		return Interrupted
	}
	if isOtherService(err) {
		return CredentialsNotFound
	}
	if kind := kindOfCode(errorCode(err)); kind != Failed {
		return kind
	}
	return kindOfTransport(err)
}

// kindOfCode returns the kind of a service's error code, or Failed.
func kindOfCode(code string) Kind {
	switch code {
	case "NotFoundException":
		return NotFound
	case "AccessDeniedException", "AccessDenied", "UnauthorizedException":
		return Denied
	case "ExpiredTokenException", "ExpiredToken", "RequestExpired":
		return CredentialsExpired
	case "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException",
		"SignatureDoesNotMatch", "MissingAuthenticationTokenException", "IncompleteSignatureException":
		return CredentialsInvalid
	default:
		return Failed
	}
}

// isOtherService reports whether err is about getting the credentials, for which
// the SDK calls other services while it signs.
func isOtherService(err error) bool {
	if own, ok := errors.AsType[*smithy.OperationError](err); ok {
		err = own.Err
	}
	_, other := errors.AsType[*smithy.OperationError](err)
	return other || isIdentity(err)
}

// isIdentity reports whether a request was not sent for lack of credentials. The
// SDK has no type for this error.
func isIdentity(err error) bool {
	return strings.HasPrefix(err.Error(), "get identity: ")
}

// isRegionRefused reports whether the SDK rejected the Region because it cannot
// be part of a host name. It has no type for this error.
func isRegionRefused(err error) bool {
	return strings.Contains(err.Error(), "invalid input region")
}

func kindOfTransport(err error) Kind {
	status := statusCode(err)
	_, unusable := errors.AsType[*unexpectedResponseError](err)
	_, broken := errors.AsType[*truncatedResponseError](err)
	_, unsent := errors.AsType[*smithyhttp.RequestSendError](err)
	switch {
	case isThrottled(err):
		return Throttled
	case unsendableHeader(err) != "":
		return Unsendable
	case isProxy(err):
		return Proxy
	case isUntrusted(err):
		return Untrusted
	case isNotTLS(err):
		return NotTLS
	case isUnreachable(err):
		return Unreachable
	case unusable:
		return UnexpectedResponse
	case broken, unsent && status == 0:
		return Disconnected
	case status >= http.StatusInternalServerError:
		return Unavailable
	case status != 0 && (errorCode(err) == "" || errorCode(err) == unknownError):
		return UnexpectedResponse
	default:
		return Failed
	}
}

// isUnreachable reports whether no connection could be made: the name does not
// resolve, there is no network, or nothing listens.
func isUnreachable(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	if ok && op.Op == "proxyconnect" {
		op, ok = errors.AsType[*net.OpError](op.Err) // Connecting to the proxy.
	}
	if ok && op.Op == "dial" {
		return true
	}
	_, noName := errors.AsType[*net.DNSError](err)
	return noName
}

// isProxy reports whether the proxy was unreachable or refused the request.
func isProxy(err error) bool {
	if _, refused := errors.AsType[*proxyError](err); refused {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "proxyconnect" || op.Op == "socks connect") || statusCode(err) == http.StatusProxyAuthRequired
}

func isUntrusted(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return true
	}
	_, ok := errors.AsType[x509.HostnameError](err)
	return ok
}

// isNotTLS reports whether the server does not speak TLS.
func isNotTLS(err error) bool {
	_, ok := errors.AsType[tls.RecordHeaderError](err)
	return ok || errors.Is(err, http.ErrSchemeMismatch)
}

var invalidHeader = regexp.MustCompile(`^net/http: invalid header field \w+(?: for)? "([\w-]+)"`)

// unsendableHeader returns the name of the header with a character that is not
// allowed in headers, or "" if err is about something else. Such a request is
// never sent. net/http has no type for this error.
func unsendableHeader(err error) string {
	refused, ok := errors.AsType[*url.Error](err)
	if !ok {
		return ""
	}
	if match := invalidHeader.FindStringSubmatch(refused.Err.Error()); match != nil {
		return match[1]
	}
	return ""
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

// unknownError is the SDK's code for a response that names no error.
const unknownError = "UnknownError"

func errorCode(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}
