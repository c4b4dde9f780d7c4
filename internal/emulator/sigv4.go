package emulator

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

const (
	signingName = "apigateway"
	amzDate     = "20060102T150405Z"
)

var regionPattern = regexp.MustCompile(`^[a-z0-9-]{1,64}$`)

// authorization is a parsed Authorization header.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
type authorization struct {
	accessKeyID   string
	date          string // yyyymmdd
	region        string
	service       string
	signedHeaders []string // lower case
	signature     string   // hex
}

// parseAuthorization parses a SigV4 Authorization header, and returns false if it is not one.
func parseAuthorization(header string) (authorization, bool) {
	parameters, ok := strings.CutPrefix(header, "AWS4-HMAC-SHA256 ")
	if !ok {
		return authorization{}, false
	}
	var a authorization
	for parameter := range strings.SplitSeq(parameters, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
		switch name {
		case "Credential":
			scope := strings.Split(value, "/")
			if len(scope) < 5 || scope[len(scope)-1] != "aws4_request" {
				return authorization{}, false
			}
			// From the right, because an access key id may contain slashes.
			scope, rest := scope[:len(scope)-4], scope[len(scope)-4:]
			a.accessKeyID, a.date, a.region, a.service = strings.Join(scope, "/"), rest[0], rest[1], rest[2]
		case "SignedHeaders":
			a.signedHeaders = strings.Split(value, ";")
		case "Signature":
			a.signature = value
		}
	}
	return a, regionPattern.MatchString(a.region) && len(a.signedHeaders) > 0 && a.signature != ""
}

// authenticate checks key, token, scope and signature, but not the signature's age: what the service answers to a client whose
// clock is wrong can be had with a fault.
func (s *Server) authenticate(c call) *apiError {
	header := c.request.Header
	if header.Get("Authorization") == "" {
		return errMissingToken
	}
	a, ok := parseAuthorization(header.Get("Authorization"))
	signed, err := time.Parse(amzDate, header.Get("X-Amz-Date"))
	switch {
	case !ok || err != nil:
		return errIncomplete
	case a.accessKeyID != s.options.AccessKeyID || header.Get("X-Amz-Security-Token") != s.options.SessionToken:
		return errUnknownClient
	case a.service != signingName:
		return errWrongService
	case a.date != signed.Format("20060102"):
		return errWrongDate
	}
	want, err := s.sign(c, a, signed)
	if err != nil || subtle.ConstantTimeCompare([]byte(want), []byte(a.signature)) != 1 {
		return errWrongSignature
	}
	return nil
}

// sign signs the request again, with the headers that the client signed, and returns the signature.
func (s *Server) sign(c call, a authorization, at time.Time) (string, error) {
	location := *c.request.URL
	again := &http.Request{Method: c.request.Method, URL: &location, Host: c.request.Host, Header: http.Header{}}
	for _, name := range a.signedHeaders {
		name = http.CanonicalHeaderKey(name)
		if name == "Content-Length" {
			// net/http, and so the signer, has it as a field of the request.
			again.ContentLength = c.request.ContentLength
		} else if values, ok := c.request.Header[name]; ok {
			// A copy: the signer writes into the slices of values.
			again.Header[name] = slices.Clone(values)
		}
	}
	hash := sha256.Sum256(c.body)
	// No session token: if it was signed it is already among the headers.
	credentials := aws.Credentials{AccessKeyID: a.accessKeyID, SecretAccessKey: s.options.SecretAccessKey}
	err := s.signer.SignHTTP(c.request.Context(), credentials, again, hex.EncodeToString(hash[:]), signingName, a.region, at)
	if err != nil {
		return "", err
	}
	signedAgain, _ := parseAuthorization(again.Header.Get("Authorization"))
	return signedAgain.signature, nil
}
