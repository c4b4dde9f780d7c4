package emulator

import (
	"net/http"
	"net/url"
	"strings"
)

// The operations, as API Gateway's service model names them.
const (
	GetClientCertificate      = "GetClientCertificate"
	GetClientCertificates     = "GetClientCertificates"
	GenerateClientCertificate = "GenerateClientCertificate"
	UpdateClientCertificate   = "UpdateClientCertificate"
	DeleteClientCertificate   = "DeleteClientCertificate"
	TagResource               = "TagResource"
	UntagResource             = "UntagResource"
	GetTags                   = "GetTags"
)

var (
	collectionOperations = map[string]string{http.MethodGet: GetClientCertificates, http.MethodPost: GenerateClientCertificate}
	memberOperations     = map[string]string{
		http.MethodGet: GetClientCertificate, http.MethodPatch: UpdateClientCertificate, http.MethodDelete: DeleteClientCertificate,
	}
	tagOperations = map[string]string{http.MethodGet: GetTags, http.MethodPut: TagResource, http.MethodDelete: UntagResource}
)

// call is a request as the operations see it.
type call struct {
	request   *http.Request
	operation string // "" if the API has no such operation
	id        string // the client certificate's id, if the path has one
	arn       string // the ARN of a tag operation
	auth      authorization
	query     url.Values
	body      []byte
}

// newCall works out the operation from the method, path and Authorization header. It validates nothing.
func newCall(r *http.Request) call {
	c := call{request: r, query: r.URL.Query()}
	c.auth, _ = parseAuthorization(r.Header.Get("Authorization"))
	// The escaped path: the slash in an ARN arrives as %2F and does not separate segments.
	switch resource, segment, found := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/"); {
	case strings.Contains(segment, "/"):
	case resource == "clientcertificates" && !found:
		c.operation = collectionOperations[r.Method]
	case resource == "clientcertificates" && segment != "":
		c.operation = memberOperations[r.Method]
		c.id = unescape(segment)
	case resource == "tags" && segment != "":
		c.operation = tagOperations[r.Method]
		c.arn = unescape(segment)
		_, c.id, _ = strings.Cut(c.arn, "::/clientcertificates/")
	}
	return c
}

// unescape decodes a path segment that net/http has already validated.
func unescape(segment string) string {
	if s, err := url.PathUnescape(segment); err == nil {
		return s
	}
	return segment
}
