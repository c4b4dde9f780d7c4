package awsclient

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/hashicorp/aws-sdk-go-base/v2/logging"
)

const (
	// maxExcerpt is how many characters of untrusted text go into an error.
	maxExcerpt = 200

	// maxMessage is the same for the message of an AWS error: that of
	// AccessDeniedException names two ARNs before it says why.
	maxMessage = 1000
)

// printable returns untrusted text as one short line, without the passwords of
// the URLs in it.
func printable(text string) string {
	return shortened(text, maxExcerpt)
}

func shortened(text string, limit int) string {
	line := strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	line = masked(line)
	if utf8.RuneCountInString(line) > limit {
		return string([]rune(line)[:limit]) + "…"
	}
	return line
}

// masked returns a text without the passwords of the URLs in it and without
// session tokens. A text that quotes an address because it is no URL may have any
// character in the password.
func masked(text string) string {
	text = unparsable.ReplaceAllString(text, "${1}…@")
	text = invalidPort.ReplaceAllString(text, "invalid port")
	text = securityToken.ReplaceAllString(text, "${1}…")
	return userinfo.ReplaceAllString(text, "//…@")
}

// WithoutUserinfo returns an address without what may be a password in it, even
// if the address is not a valid URL.
func WithoutUserinfo(address string) string {
	if at := strings.LastIndex(address, "@"); at >= 0 {
		return "…" + address[at:]
	}
	return address
}

var (
	userinfo      = regexp.MustCompile(`//[^\s/"<>]*@`)
	unparsable    = regexp.MustCompile(`(parse "|[Ff]ailed to parse (?:uri|endpoint URL): ).*@`)
	invalidPort   = regexp.MustCompile(`invalid port "[^"]*"`)
	securityToken = regexp.MustCompile(`(?i)(x-amz-security-token["']?\s*[:=]\s*)[^\s"'<>&]+`)
	authorization = regexp.MustCompile(`(?i)(authorization["']?\s*[:=]\s*["']?(?:basic|bearer|negotiate|ntlm)\s+)[^\s"'<>]+`)
	signature     = regexp.MustCompile(`Signature=([0-9a-f]+)`)
)

const (
	// maxShown limits how much of a body is searched for credentials, and so
	// how much of it can be shown.
	maxShown = 64 << 10

	// maxSecret is longer than any session token. It is cut from the end of
	// what is shown of a longer body, because half a token may be there.
	maxSecret = 8 << 10
)

// withoutCredentials returns the beginning of a body as text, without the
// request's credentials: proxies and AWS itself quote requests in their errors.
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
	for _, secret := range secrets {
		if secret != "" {
			text = quoted(secret).ReplaceAllString(text, "…")
		}
	}
	return text
}

// quoted matches a secret in every form in which a page, a URL or JSON may quote
// it: in those, the characters of base64 that are neither letters nor digits
// may be escaped.
func quoted(secret string) *regexp.Regexp {
	var pattern strings.Builder
	for _, r := range secret {
		literal := regexp.QuoteMeta(string(r))
		if r == '/' || r == '+' || r == '=' {
			literal = fmt.Sprintf(`(?:\\?%s|%%(?i:%02X)|&#(?:(?i:x%X)|%d);)`, literal, r, r, r)
		}
		pattern.WriteString(literal)
	}
	return regexp.MustCompile(pattern.String())
}
