package awsclient

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestUnusableAnswers is about answers with a status of success that are not
// what the API sends: each is an error that says what is wrong with it.
func TestUnusableAnswers(t *testing.T) {
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
		"far too large":         {body(`{"description":"` + strings.Repeat("x", maxAnswer) + `"}`), false, "the response is larger than 32 MiB"},
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
			if got := kindIn(t, err); got != UnusableAnswer {
				t.Errorf("kind %d, want UnusableAnswer: %v", got, err)
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

// TestEndlessListWithNewPositions: the position changes, the items do not.
func TestEndlessListWithNewPositions(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	server.Put(emulator.Certificate{ID: "a1b2c3"})
	page := 0
	server.Inject(emulator.Fault{Edit: func(answer map[string]any) {
		page++
		answer["position"] = positionAfter(fmt.Sprint(page))
		answer["item"] = []any{map[string]any{"clientCertificateId": "a1b2c3"}}
	}})
	_, err := newClient(t, server.URL()).ClientCertificates(t.Context())
	if got := kindIn(t, err); got != UnusableAnswer || !strings.Contains(err.Error(), "repeats a page") {
		t.Errorf("got %v", err)
	}
}

// TestShiftedListHasEveryCertificateOnce: between two pages the list has grown
// at its beginning, so the second repeats the end of the first.
func TestShiftedListHasEveryCertificateOnce(t *testing.T) {
	t.Parallel()
	const certificates = pageSize + 2
	server := emulatortest.Start(t, emulator.Options{})
	putMany(server, emulator.DefaultRegion, certificates)
	server.Inject(emulator.Fault{Times: 1, Edit: func(page map[string]any) {
		page["position"] = positionAfter(certificateID(pageSize - 3))
	}})
	all, err := newClient(t, server.URL()).ClientCertificates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for i := range certificates {
		want = append(want, certificateID(i))
	}
	for _, certificate := range all {
		got = append(got, *certificate.ClientCertificateId)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ids (-want +got)\n%s", diff)
	}
	if got := server.Count(""); got != 2 {
		t.Errorf("%d requests, want 2", got)
	}
}

// positionAfter is the emulator's position of what follows id.
func positionAfter(id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte("after:" + id))
}

func TestUnusualAnswersThatAreRight(t *testing.T) {
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

func TestEmptyListIsNoError(t *testing.T) {
	t.Parallel()
	all, err := newClient(t, emulatortest.Start(t, emulator.Options{}).URL()).ClientCertificates(t.Context())
	if err != nil || len(all) != 0 {
		t.Errorf("got %v and %v", all, err)
	}
}

// TestCredentialsAreNotRepeated: errors that quote the request, as AWS does
// with a signature that does not match and proxies on their pages, lead neither
// into the error nor into the log.
func TestCredentialsAreNotRepeated(t *testing.T) {
	t.Parallel()
	const token = "IQoJb3JpZ2luX2VjEMz//////////wEaCWV1LXdlc3QtMSJGMEQCIDd+SESSION+TOKEN=="
	echo := func(status int, errorType string, form func(string) string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Amzn-ErrorType", errorType)
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, `{"message":"x-amz-security-token:%s Authorization: %s"}`,
				form(r.Header.Get("X-Amz-Security-Token")), form(r.Header.Get("Authorization")))
		}
	}
	plain := func(s string) string { return s }
	for name, handler := range map[string]http.HandlerFunc{
		"canonical string": echo(http.StatusForbidden, "InvalidSignatureException", plain),
		"a page":           echo(http.StatusForbidden, "", html.EscapeString),
		"escaped":          echo(http.StatusForbidden, "", url.QueryEscape),
		"success":          echo(http.StatusOK, "", plain),
		"a proxy's own": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte("Proxy-Authorization: Basic cHJveHk6aHVudGVyMg== for http://proxy:hunter2@10.0.0.1:3128"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var signature string
			server := startServer(t, func(w http.ResponseWriter, r *http.Request) {
				_, signature, _ = strings.Cut(r.Header.Get("Authorization"), "Signature=")
				handler(w, r)
			})
			settings := emulatorSettings(strings.Replace(server.URL, "http://", "http://user:hunter2@", 1))
			settings.Token = token
			var log bytes.Buffer
			ctx := WithLogger(tflogtest.RootLogger(t.Context(), &log))
			_, err := newClients(t, settings).Client(emulator.DefaultRegion).ClientCertificate(ctx, "a1b2c3")
			if err == nil {
				t.Fatal("no error")
			}
			if log.Len() == 0 {
				t.Fatal("nothing was logged")
			}
			for where, text := range map[string]string{"error": err.Error(), "log": log.String()} {
				for _, secret := range []string{token, "SESSION", signature, "cHJveHk6aHVudGVyMg", "hunter2", emulator.DefaultSecretAccessKey} {
					if strings.Contains(text, secret) {
						t.Errorf("%s has %q:\n%s", where, secret, text)
					}
				}
			}
		})
	}
}
