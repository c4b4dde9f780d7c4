package emulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

func TestAuthentication(t *testing.T) {
	t.Parallel()
	const (
		unknownClient = "403 UnrecognizedClientException"
		wrong         = "403 InvalidSignatureException"
		incomplete    = "403 IncompleteSignatureException"
	)
	const body = `{"description":"orders"}`
	for name, test := range map[string]struct {
		token  string                // that the emulator requires
		with   func(*signature)      // changes what the request is signed with
		before func(r *http.Request) // changes the request before it is signed
		after  func(r *http.Request) // and after
		want   string
	}{
		"valid":                     {want: "201 "},
		"valid, with a token":       {token: "abc", with: func(s *signature) { s.sessionToken = "abc" }, want: "201 "},
		"valid, another region":     {with: func(s *signature) { s.region = "us-gov-west-1" }, want: "201 "},
		"valid, odd headers":        {before: func(r *http.Request) { r.Header["X-Odd"] = []string{"  a   b ", "c"} }, want: "201 "},
		"valid, odd query":          {before: func(r *http.Request) { r.URL.RawQuery = "b=%20+%2F&a=2&a=1&c" }, want: "201 "},
		"valid, an unsigned header": {after: func(r *http.Request) { r.Header.Set("X-Proxy", "1") }, want: "201 "},
		"no Authorization":          {after: func(r *http.Request) { r.Header.Del("Authorization") }, want: "403 MissingAuthenticationTokenException"},
		"Basic":                     {after: func(r *http.Request) { r.SetBasicAuth("a", "b") }, want: incomplete},
		"no Credential":             {after: authorize("Credential=", "Nothing="), want: incomplete},
		"a short scope":             {after: authorize("/aws4_request", ""), want: incomplete},
		"an odd region":             {after: authorize(emulator.DefaultRegion, "EU WEST"), want: incomplete},
		"no SignedHeaders":          {after: authorize("SignedHeaders=", "Nothing="), want: incomplete},
		"no Signature":              {after: authorize("Signature=", "Nothing="), want: incomplete},
		"no date":                   {after: func(r *http.Request) { r.Header.Del("X-Amz-Date") }, want: incomplete},
		"another day":               {after: func(r *http.Request) { r.Header.Set("X-Amz-Date", "20200101T000000Z") }, want: wrong},
		"another day's scope":       {after: authorize("/20260301/", "/20200101/"), want: wrong},
		"another service's scope":   {after: authorize("/apigateway/", "/execute-api/"), want: wrong},
		"another second":            {after: func(r *http.Request) { r.Header.Set("X-Amz-Date", "20260301T120001Z") }, want: wrong},
		"unknown key":               {with: func(s *signature) { s.accessKeyID = "another" }, want: unknownClient},
		"wrong secret":              {with: func(s *signature) { s.secretAccessKey = "another" }, want: wrong},
		"wrong service":             {with: func(s *signature) { s.service = "execute-api" }, want: wrong},
		"no token":                  {token: "abc", want: unknownClient},
		"wrong token":               {token: "abc", with: func(s *signature) { s.sessionToken = "abd" }, want: unknownClient},
		"unexpected token":          {with: func(s *signature) { s.sessionToken = "abc" }, want: unknownClient},
		"another method":            {after: func(r *http.Request) { r.Method = http.MethodPut }, want: wrong},
		"another path":              {after: func(r *http.Request) { r.URL.Path = "/clientcertificates/a" }, want: wrong},
		"another query":             {after: func(r *http.Request) { r.URL.RawQuery = "a=b" }, want: wrong},
		"another body":              {after: func(r *http.Request) { r.Body = http.NoBody; r.ContentLength = 0 }, want: wrong},
		"a changed header":          {after: func(r *http.Request) { r.Header.Set("Accept", "*/*") }, want: wrong},
		"a removed header":          {after: func(r *http.Request) { r.Header.Del("Accept") }, want: wrong},
		"a truncated signature":     {after: func(r *http.Request) { chop(r, 1) }, want: wrong},
		"an empty signature":        {after: func(r *http.Request) { chop(r, 64) }, want: incomplete},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{SessionToken: test.token})
			request := newRequest(t.Context(), t, http.MethodPost, server.URL()+"/clientcertificates", body)
			key := defaultSignature()
			if test.with != nil {
				test.with(&key)
			}
			if test.before != nil {
				test.before(request)
			}
			key.sign(t, request, body)
			if test.after != nil {
				test.after(request)
			}
			response, text := do(t, request)
			if got := fmt.Sprintf("%d %s", response.StatusCode, response.Header.Get("x-amzn-ErrorType")); got != test.want {
				t.Errorf("%s, want %s: %s", got, test.want, text)
			}
			region := ""
			if test.want == "201 " {
				region = key.region
			}
			if diff := cmp.Diff(region != "", len(server.Certificates(region)) == 1); diff != "" {
				t.Errorf("a certificate was generated (-want +got):\n%s", diff)
			}
		})
	}
}

// authorize replaces a part of the Authorization header.
func authorize(part, by string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), part, by, 1))
	}
}

// chop removes the last n characters of the Authorization header.
func chop(r *http.Request, n int) {
	header := r.Header.Get("Authorization")
	r.Header.Set("Authorization", header[:len(header)-n])
}
