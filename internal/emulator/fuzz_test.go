package emulator_test

import (
	"bufio"
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// FuzzHandler sends anything that net/http can read as a request, as it is and correctly signed: there is a response, errors
// carry their type, and nothing panics.
func FuzzHandler(f *testing.F) {
	for _, seed := range []string{
		"GET /clientcertificates HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n",
		"GET /clientcertificates?limit=1&position=YWZ0ZXI6YWFhYWFh HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
		"GET /clientcertificates/aaaaaa HTTP/1.1\r\nHost: [::1]:80\r\nAuthorization: AWS4-HMAC-SHA256 Credential=a/20260301/b/c/aws4_request, SignedHeaders=host, Signature=0\r\n\r\n",
		"POST /clientcertificates HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}",
		"POST /clientcertificates HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnull\r\n0\r\n\r\n",
		"PATCH /clientcertificates/aaaaaa HTTP/1.1\r\nHost: localhost\r\nContent-Length: 71\r\n\r\n" + `{"patchOperations":[{"op":"replace","path":"/description","value":"a"}]}`[:71],
		"DELETE /clientcertificates/%61 HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"PUT /tags/arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Fclientcertificates%2Faaaaaa HTTP/1.1\r\nHost: localhost\r\nContent-Length: 18\r\n\r\n" + `{"tags":{"a":"b"}}`,
		"DELETE /tags/arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Fclientcertificates%2Faaaaaa?tagKeys=a&tagKeys HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"OPTIONS * HTTP/1.0\r\n\r\n",
		"CONNECT localhost:443 HTTP/1.1\r\nHost: localhost:443\r\n\r\n",
		"GET http://localhost//%2f/%zz HTTP/1.1\r\nHost: [\r\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	server := emulatortest.Start(f, emulator.Options{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, signed := range []bool{false, true} {
			request, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
			if err != nil {
				return
			}
			if signed {
				_, body, found := strings.Cut(string(raw), "\r\n\r\n")
				if !found || request.ContentLength != int64(len(body)) {
					return
				}
				defaultSignature().sign(t, request, body)
			}
			server.Put(emulator.Certificate{ID: "aaaaaa"})
			recorder := httptest.NewRecorder()
			server.ServeHTTP(recorder, request)
			response := recorder.Result()
			name := response.Header.Get("x-amzn-ErrorType")
			if response.StatusCode < 200 || response.StatusCode >= 500 || (response.StatusCode >= 400) != (name != "") || response.Header.Get("x-amzn-RequestId") == "" {
				t.Errorf("status %d, headers %v: %s", response.StatusCode, response.Header, recorder.Body)
			}
			if err := response.Body.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}
