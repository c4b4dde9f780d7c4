package emulator_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// signature is what a request is signed with.
type signature struct {
	accessKeyID, secretAccessKey, sessionToken string
	service, region                            string
}

func defaultSignature() signature {
	return signature{emulator.DefaultAccessKeyID, emulator.DefaultSecretAccessKey, "", "apigateway", emulator.DefaultRegion}
}

// newRequest returns an unsigned request that asks for JSON.
func newRequest(ctx context.Context, t *testing.T, method, url, body string) *http.Request {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "application/json")
	return request
}

// sign signs a request with the given body, at noon: the emulator does not check a signature's age.
func (s signature) sign(t *testing.T, request *http.Request, body string) *http.Request {
	t.Helper()
	hash := sha256.Sum256([]byte(body))
	keys := aws.Credentials{AccessKeyID: s.accessKeyID, SecretAccessKey: s.secretAccessKey, SessionToken: s.sessionToken}
	err := v4.NewSigner().SignHTTP(request.Context(), keys, request, hex.EncodeToString(hash[:]), s.service, s.region, noon)
	if err != nil {
		t.Fatal(err)
	}
	return request
}

// reply is a response whose body has been read and closed.
type reply struct {
	StatusCode    int
	Header        http.Header
	ContentLength int64
}

// do sends a request on its own connection and returns the response and its body.
func do(t *testing.T, request *http.Request) (*reply, string) {
	t.Helper()
	response, body, err := try(request)
	if err != nil {
		t.Fatal(err)
	}
	return response, body
}

// try is do for requests that may fail, and for goroutines other than the test's.
func try(request *http.Request) (*reply, string, error) {
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return &reply{response.StatusCode, response.Header, response.ContentLength}, string(body), err
}

func signedGet(t *testing.T, url string) *http.Request {
	t.Helper()
	return defaultSignature().sign(t, newRequest(t.Context(), t, http.MethodGet, url, ""), "")
}

// get sends a signed GET.
func get(t *testing.T, url string) (*reply, string) {
	t.Helper()
	return do(t, signedGet(t, url))
}

func TestJSONOnTheWire(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	whole, fraction := time.Unix(1774440000, 0), time.UnixMilli(1805976000250)
	server.Put(emulator.Certificate{
		ID: "aaaaaa", Description: aws.String("orders"), PEM: aws.String("a\r\nb"), CreatedDate: &whole, ExpirationDate: &fraction,
		Tags: map[string]string{"Service": "orders"},
	})
	server.Put(emulator.Certificate{ID: "bbbbbb"})
	server.Put(emulator.Certificate{ID: "cccccc", CreatedDate: &whole, Raw: map[string]json.RawMessage{
		"createdDate": json.RawMessage(`"2026-03-01T12:00:00Z"`), "tags": json.RawMessage(`null`),
	}})
	server.Put(emulator.Certificate{ID: "dddddd", Raw: map[string]json.RawMessage{"tags": json.RawMessage(`{`)}})
	for path, want := range map[string]string{
		"/clientcertificates/aaaaaa": `200 {"clientCertificateId":"aaaaaa","createdDate":1774440000,"description":"orders","expirationDate":1805976000.25,` +
			`"pemEncodedCertificate":"a\r\nb","tags":{"Service":"orders"}}`,
		"/clientcertificates/bbbbbb":                               `200 {"clientCertificateId":"bbbbbb"}`,
		"/clientcertificates/cccccc":                               `200 {"clientCertificateId":"cccccc","createdDate":"2026-03-01T12:00:00Z","tags":null}`,
		"/clientcertificates/dddddd":                               `500 {"message":"The emulator could not build its response."}`,
		"/clientcertificates?limit=1&position=YWZ0ZXI6YWFhYWFh":    `200 {"item":[{"clientCertificateId":"bbbbbb"}],"position":"YWZ0ZXI6YmJiYmJi"}`,
		"/clientcertificates/nosuch":                               `404 {"message":"Invalid Client Certificate identifier specified"}`,
		"/tags/arn:aws:apigateway:eu-west-1::/clientcertificates/": `404 {"message":"The API Gateway emulator does not support this operation, only those on client certificates and their tags."}`,
	} {
		response, body := get(t, server.URL()+path)
		if got := strconv.Itoa(response.StatusCode) + " " + body; got != want {
			t.Errorf("%s:\n got %s\nwant %s", path, got, want)
		}
		if got := response.Header.Get("Content-Type"); got != "application/json" {
			t.Errorf("%s: Content-Type %q", path, got)
		}
		if got := response.Header.Get("x-amzn-RequestId"); len(got) != 36 {
			t.Errorf("%s: x-amzn-RequestId %q is not a UUID", path, got)
		}
	}
	_, body := get(t, emulatortest.Start(t, emulator.Options{}).URL()+"/clientcertificates")
	if want := `{"item":[]}`; body != want {
		t.Errorf("empty list: %s, want %s", body, want)
	}
}

func TestHALWithoutAcceptJSON(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	created := time.UnixMilli(1774440000999)
	for _, id := range []string{"aaaaaa", "bbbbbb"} {
		server.Put(emulator.Certificate{ID: id, CreatedDate: &created})
	}
	member := `{"_links":{"self":{"href":"/clientcertificates/aaaaaa"}},"clientCertificateId":"aaaaaa","createdDate":"2026-03-25T12:00:00Z"}`
	for path, want := range map[string]string{
		"/clientcertificates/aaaaaa": member,
		"/clientcertificates?limit=1": `{"_embedded":{"item":[` + member + `]},"_links":{"next":{"href":"/clientcertificates?position=YWZ0ZXI6YWFhYWFh"},` +
			`"self":{"href":"/clientcertificates?limit=1"}}}`,
	} {
		request := newRequest(t.Context(), t, http.MethodGet, server.URL()+path, "")
		request.Header.Set("Accept", "*/*")
		response, body := do(t, defaultSignature().sign(t, request, ""))
		if diff := cmp.Diff(want, body); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
		if got := response.Header.Get("Content-Type"); got != "application/hal+json" {
			t.Errorf("%s: Content-Type %q", path, got)
		}
	}
}

// TestContentLength checks that every response that may have a body announces its length.
func TestContentLength(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	server.Put(emulator.Certificate{ID: "aaaaaa", Description: aws.String(strings.Repeat("x", 10_000))})
	got, want := map[int][]string{}, map[int][]string{http.StatusNoContent: nil, http.StatusAccepted: {"0"}}
	for _, operation := range []struct{ method, path string }{
		{http.MethodGet, "/clientcertificates/aaaaaa"},
		{http.MethodPut, "/tags/" + url.PathEscape(*arn("aaaaaa"))},
		{http.MethodDelete, "/clientcertificates/aaaaaa"},
	} {
		request := newRequest(t.Context(), t, operation.method, server.URL()+operation.path, "")
		response, body := do(t, defaultSignature().sign(t, request, ""))
		got[response.StatusCode] = response.Header["Content-Length"]
		if operation.method == http.MethodGet {
			want[http.StatusOK] = []string{strconv.Itoa(len(body))}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Content-Length by status (-want +got):\n%s", diff)
	}
}
