package awsclient

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestUnexpectedResponses has successful responses that are not what the API sends.
// Each is an error that says what is wrong.
func TestUnexpectedResponses(t *testing.T) {
	t.Parallel()
	const id = "a1b2c3"
	body := func(text string) emulator.Fault { return emulator.Fault{Body: []byte(text)} }
	for name, tc := range map[string]struct {
		fault   emulator.Fault
		list    bool
		problem string
	}{
		"a page":                {emulator.Fault{Body: []byte("<html>Sign in</html>"), ContentType: "text/html"}, false, "the response is not JSON"},
		"a page for a list":     {emulator.Fault{Body: []byte("<html>Sign in</html>"), ContentType: "text/html"}, true, "the response is not JSON"},
		"an empty object":       {body(`{}`), false, "the response has no clientCertificateId"},
		"null":                  {body(`null`), false, "the response has no clientCertificateId"},
		"a list":                {body(`[]`), false, "the response is a JSON array"},
		"a list for an object":  {body(`{"item":[{"clientCertificateId":"a1b2c3"}]}`), false, "the response has no clientCertificateId"},
		"no body":               {body(``), false, "the response is empty"},
		"no body for a list":    {body(``), true, "the response is empty"},
		"no list":               {body(`{}`), true, "the response has no list of client certificates"},
		"a list that is null":   {body(`{"item":null}`), true, "the response has no list of client certificates"},
		"another id":            {body(`{"clientCertificateId":"zzzzzz"}`), false, `the response is for the client certificate "zzzzzz"`},
		"an empty id":           {body(`{"clientCertificateId":""}`), false, "the response has no clientCertificateId"},
		"null in a list":        {body(`{"item":[{"clientCertificateId":"a"},null]}`), true, "client certificate 2 in the list has no clientCertificateId"},
		"an empty id in a list": {body(`{"item":[{"clientCertificateId":""}]}`), true, "client certificate 1 in the list has no clientCertificateId"},
		"a date as a string":    {body(`{"clientCertificateId":"a1b2c3","createdDate":"2026-03-01T12:00:00Z"}`), false, `createdDate is "2026-03-01T12:00:00Z" instead of a number of seconds`},
		"a number as a string":  {body(`{"clientCertificateId":"a1b2c3","createdDate":"1"}`), false, `createdDate is "1" instead of a number of seconds`},
		"a date in a list":      {body(`{"item":[{"clientCertificateId":"a","expirationDate":{}}]}`), true, `expirationDate is {} instead of a number of seconds`},
		"milliseconds":          {body(`{"clientCertificateId":"a1b2c3","createdDate":1772366400000}`), false, "createdDate is 1772366400000, which is out of range for a date in seconds"},
		"before the year 1":     {body(`{"clientCertificateId":"a1b2c3","createdDate":-99999999999}`), false, "createdDate is -99999999999, which is out of range for a date in seconds"},
		"an endless number":     {body(`{"clientCertificateId":"a1b2c3","expirationDate":1e999}`), false, "expirationDate is 1e999, which is out of range for a date in seconds"},
		"a number for text":     {body(`{"clientCertificateId":"a1b2c3","description":1}`), false, "description is a JSON number"},
		"tags as a list":        {body(`{"clientCertificateId":"a1b2c3","tags":["a"]}`), false, "tags is a JSON array"},
		"a tag as an object":    {body(`{"item":[{"clientCertificateId":"a1b2c3","tags":{"a":{}}}]}`), true, "tags is a JSON object"},
		"invalid UTF-8":         {body("{\"clientCertificateId\":\"a1b2c3\",\"description\":\"\xff\"}"), false, "the response is not valid UTF-8"},
		"JSON and more":         {body(`{"clientCertificateId":"a1b2c3"}<script>`), false, "the response is not JSON"},
		"deeper than any":       {body(strings.Repeat("[", 20_000)), false, "the response is not JSON"},
		"far too large":         {body(`{"description":"` + strings.Repeat("x", maxResponse) + `"}`), false, "the response is larger than 32 MiB"},
		"a page again":          {emulator.RepeatPage(), true, "the response repeats a page, so the list would never end"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			server.Put(emulator.Certificate{ID: id})
			server.Inject(tc.fault)
			client := newClient(t, server.URL())
			var err error
			if tc.list {
				_, err = client.ClientCertificates(t.Context())
			} else {
				_, err = client.ClientCertificate(t.Context(), id)
			}
			if got := kindIn(t, err); got != UnexpectedResponse {
				t.Errorf("kind %d, want UnexpectedResponse: %v", got, err)
			}
			last := server.Requests()[server.Count("")-1]
			failed, _ := errors.AsType[*Error](err)
			want := fmt.Sprintf("Cause: %s; it came with HTTP status 200, content type ", tc.problem)
			if !strings.Contains(failed.Detail, want) || !strings.Contains(failed.Detail, "request id "+last.RequestID) {
				t.Errorf("%s\nhas not %q with the request id %s", failed.Detail, want, last.RequestID)
			}
			if len(failed.Detail) > 1500 {
				t.Errorf("%d letters are too many for an error", len(failed.Detail))
			}
		})
	}
}

func TestUnusualButValidResponses(t *testing.T) {
	t.Parallel()
	tags := make(map[string]string)
	for i := range 1000 {
		tags[fmt.Sprintf("key-%d", i)] = strings.Repeat("v", 256)
	}
	long := strings.Repeat("ü\n\x00", 100_000)
	for name, certificate := range map[string]emulator.Certificate{
		"a thousand tags":    {ID: "a1b2c3", Tags: tags},
		"a long description": {ID: "a1b2c3", Description: &long},
		"an id of any kind":  {ID: "ü 100%?#&+"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			certificate = server.Put(certificate)
			certificate.Tags = maps.Clone(certificate.Tags)
			reads(t, newClient(t, server.URL()), certificate)
		})
	}
}

// TestBodiesAreClosed checks every kind of response: an open body would keep its
// connection forever.
func TestBodiesAreClosed(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]func() io.Reader{
		"read":      func() io.Reader { return strings.NewReader(`{"clientCertificateId":"a1b2c3"}`) },
		"too large": func() io.Reader { return io.LimitReader(endless{}, maxResponse+1) },
		"broken":    func() io.Reader { return iotest.ErrReader(io.ErrUnexpectedEOF) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				opened, closed := 0, 0
				client := clientsWithout(func(*http.Request) (*http.Response, error) {
					opened++
					return &http.Response{StatusCode: http.StatusOK, Body: countedBody{body(), &closed}}, nil
				}).Client(emulator.DefaultRegion)
				_, err := client.ClientCertificate(t.Context(), "a1b2c3")
				if (err == nil) != (name == "read") {
					t.Errorf("got %v", err)
				}
				if opened == 0 || closed != opened {
					t.Errorf("%d of %d bodies were closed, each once", closed, opened)
				}
			})
		})
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

type countedBody struct {
	io.Reader
	closed *int
}

func (b countedBody) Close() error {
	*b.closed++
	return nil
}
