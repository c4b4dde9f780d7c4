package awsclient

import (
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/aws-sdk-go-base/v2/logging"
)

const (
	// maxExcerpt is how many letters of a stranger's text go into an error.
	maxExcerpt = 200

	// maxMessage is the same for the text of one of the service's own errors,
	// which in AccessDeniedException names two ARNs before it says why.
	maxMessage = 1000
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
	return fmt.Sprintf("an answer with HTTP status %d that broke off after %d bytes of its body: %s", e.status, e.received, rootText(e.err))
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

// printable makes one short line of text that a stranger sent, without the
// passwords of the URLs in it.
func printable(text string) string {
	return shortened(text, maxExcerpt)
}

func shortened(text string, limit int) string {
	line := strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	line = userinfo.ReplaceAllString(line, "//…@")
	if utf8.RuneCountInString(line) > limit {
		return string([]rune(line)[:limit]) + "…"
	}
	return line
}

// WithoutUserinfo hides what may be a password in an address, also in one that
// is no URL.
func WithoutUserinfo(address string) string {
	if at := strings.LastIndex(address, "@"); at >= 0 {
		return "…" + address[at:]
	}
	return address
}

var (
	userinfo      = regexp.MustCompile(`//[^\s/"'<>]*@`)
	authorization = regexp.MustCompile(`(?i)(authorization["']?\s*[:=]\s*["']?(?:basic|bearer|negotiate|ntlm)\s+)[^\s"'<>]+`)
	signature     = regexp.MustCompile(`Signature=([0-9a-f]+)`)
)

const (
	// maxShown bounds how much of a body is looked through for credentials,
	// and so how much of it can be shown.
	maxShown = 64 << 10

	// maxSecret is longer than any session token. Of a longer body the end is
	// not shown, since half a token may stand there.
	maxSecret = 8 << 10
)

// withoutCredentials is the beginning of a body as text, without what the
// request proved its rights with: proxies and AWS itself quote requests in
// their errors.
func withoutCredentials(body []byte, request any) string {
	text := logging.MaskAWSSensitiveValues(string(body[:min(len(body), maxShown)]))
	text = authorization.ReplaceAllString(text, "${1}…")
	text = userinfo.ReplaceAllString(text, "//…@")
	if sent, ok := request.(*smithyhttp.Request); ok {
		text = withoutSent(text, sent.Header)
	}
	if len(body) > maxShown {
		text = text[:max(0, len(text)-maxSecret)]
	}
	return text
}

func withoutSent(text string, sent http.Header) string {
	secrets := []string{sent.Get("X-Amz-Security-Token")}
	if match := signature.FindStringSubmatch(sent.Get("Authorization")); match != nil {
		secrets = append(secrets, match[1])
	}
	var pairs []string
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		for _, form := range []string{secret, url.QueryEscape(secret), html.EscapeString(secret), strings.ReplaceAll(secret, "/", `\/`)} {
			pairs = append(pairs, form, "…")
		}
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
