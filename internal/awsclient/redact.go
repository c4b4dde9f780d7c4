package awsclient

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

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
