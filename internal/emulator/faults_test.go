package emulator_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// outcome describes what a client sees: status, error type, content type and body, or how the connection broke.
func outcome(request *http.Request) string {
	response, body, err := try(request)
	switch {
	case errors.Is(err, syscall.ECONNRESET) && response == nil:
		return "reset before the response"
	case errors.Is(err, syscall.ECONNRESET):
		return "reset within: " + body
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Sprintf("ended within %d bytes: %s", response.ContentLength, body)
	case err != nil:
		return err.Error()
	}
	return fmt.Sprintf("%d %s %s %s", response.StatusCode, response.Header.Get("x-amzn-ErrorType"), response.Header.Get("Content-Type"), body)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	const (
		a  = `200  application/json {"clientCertificateId":"aaaaaa"}`
		b  = `200  application/json {"clientCertificateId":"bbbbbb"}`
		nf = `404 NotFoundException application/json {"message":"Invalid Client Certificate identifier specified"}`
	)
	for name, test := range map[string]struct {
		faults []emulator.Fault
		get    []string // ids
		want   []string
	}{
		"none": {nil, []string{"aaaaaa", "nosuch"}, []string{a, nf}},
		"for one id": {
			[]emulator.Fault{{ID: "aaaaaa", Status: 403, ErrorType: "AccessDeniedException", Message: "no"}},
			[]string{"aaaaaa", "bbbbbb", "aaaaaa"},
			[]string{`403 AccessDeniedException application/json {"message":"no"}`, b, `403 AccessDeniedException application/json {"message":"no"}`},
		},
		"for another operation": {[]emulator.Fault{{Operation: emulator.GetTags, Status: 500}}, []string{"aaaaaa"}, []string{a}},
		"for another region":    {[]emulator.Fault{{Region: "us-east-1", Status: 500}}, []string{"aaaaaa"}, []string{a}},
		"twice": {
			[]emulator.Fault{emulator.Throttle(2)},
			[]string{"aaaaaa", "bbbbbb", "aaaaaa"},
			[]string{
				`429 TooManyRequestsException application/json {"message":"Too Many Requests"}`,
				`429 TooManyRequestsException application/json {"message":"Too Many Requests"}`, a,
			},
		},
		"after one": {[]emulator.Fault{{After: 1, Times: 1, Body: []byte(`{}`)}}, []string{"aaaaaa", "aaaaaa", "aaaaaa"}, []string{a, `200  application/json {}`, a}},
		"one after the other": {
			[]emulator.Fault{emulator.Fail(503, 1), emulator.Fail(502, 1)},
			[]string{"aaaaaa", "aaaaaa", "aaaaaa"}, []string{"503  application/json ", "502  application/json ", a},
		},
		"a type alone": {[]emulator.Fault{{ErrorType: "BadRequestException"}}, []string{"aaaaaa"}, []string{`400 BadRequestException application/json {"message":""}`}},
		"a proxy's page": {
			[]emulator.Fault{{Body: []byte("<html>"), ContentType: "text/html"}}, []string{"aaaaaa"}, []string{"200  text/html <html>"},
		},
		"invalid UTF-8":            {[]emulator.Fault{{Body: []byte("{\"description\":\"\xff\"}")}}, []string{"aaaaaa"}, []string{"200  application/json {\"description\":\"\xff\"}"}},
		"a reset before":           {[]emulator.Fault{{Times: 1, Cut: emulator.ResetBefore}}, []string{"aaaaaa", "aaaaaa"}, []string{"reset before the response", a}},
		"a reset within":           {[]emulator.Fault{{Cut: emulator.ResetWithin}}, []string{"aaaaaa"}, []string{`reset within: {"clientCertific`}},
		"half a body":              {[]emulator.Fault{{Cut: emulator.HalfBody}}, []string{"aaaaaa"}, []string{`ended within 32 bytes: {"clientCertific`}},
		"half of another":          {[]emulator.Fault{{Cut: emulator.HalfBody, Body: []byte("12345678")}}, []string{"aaaaaa"}, []string{`ended within 8 bytes: 1234`}},
		"an edit":                  {[]emulator.Fault{{Edit: func(c map[string]any) { c["clientCertificateId"] = "bbbbbb" }}}, []string{"aaaaaa", "nosuch"}, []string{b, nf}},
		"an edit that is not JSON": {[]emulator.Fault{{Edit: func(c map[string]any) { c["x"] = func() {} }}}, []string{"aaaaaa"}, []string{`500 InternalFailure application/json {"message":"The emulator could not build its response."}`}},
		"an error's headers":       {[]emulator.Fault{{Header: http.Header{"x-amzn-errortype": {"X:http://y"}}}}, []string{"nosuch"}, []string{`404 X:http://y application/json {"message":"Invalid Client Certificate identifier specified"}`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			server.Put(emulator.Certificate{ID: "aaaaaa"})
			server.Put(emulator.Certificate{ID: "bbbbbb"})
			for _, fault := range test.faults {
				server.Inject(fault)
			}
			var got []string
			for _, id := range test.get {
				got = append(got, outcome(signedGet(t, server.URL()+"/clientcertificates/"+id)))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFaultSetsHeaders(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	fault := emulator.Throttle(1)
	fault.Header = http.Header{"Retry-After": {"7"}, "Date": {"Mon, 01 Jan 2024 00:00:00 GMT"}}
	server.Inject(fault)
	response, _ := get(t, server.URL()+"/clientcertificates")
	for name, values := range fault.Header {
		if diff := cmp.Diff(values, response.Header.Values(name)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestRepeatedPage(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	if _, err := server.GenerateMany("", 3); err != nil {
		t.Fatal(err)
	}
	server.Inject(emulator.RepeatPage())
	api := client(t, server)
	first, err := api.GetClientCertificates(t.Context(), &apigateway.GetClientCertificatesInput{Limit: aws.Int32(2)})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		next, err := api.GetClientCertificates(t.Context(), &apigateway.GetClientCertificatesInput{Limit: aws.Int32(2), Position: first.Position})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first.Items, next.Items, ignoreDocument); diff != "" || *first.Position != *next.Position {
			t.Errorf("position %q, then %q; items (-first +next):\n%s", *first.Position, *next.Position, diff)
		}
	}
}

func TestUntilHoldsResponsesBack(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	server.Put(emulator.Certificate{ID: "aaaaaa"})
	release := make(chan struct{})
	server.Inject(emulator.Fault{Until: release})
	const readers = 5
	outcomes := make(chan string, readers)
	for range readers {
		request := signedGet(t, server.URL()+"/clientcertificates/aaaaaa")
		go func() { outcomes <- outcome(request) }()
	}
	if err := server.WaitForRequests(t.Context(), readers); err != nil {
		t.Fatal(err)
	}
	for _, request := range server.Requests() {
		if request.Status != 0 {
			t.Errorf("answered with %d while it was held back", request.Status)
		}
	}
	close(release)
	for range readers {
		if got, want := <-outcomes, `200  application/json {"clientCertificateId":"aaaaaa"}`; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestLatency(t *testing.T) {
	t.Parallel()
	var slept []time.Duration
	server := emulatortest.Start(t, emulator.WithSleep(emulator.Options{Latency: time.Hour}, func(d time.Duration) { slept = append(slept, d) }))
	server.Inject(emulator.Fault{After: 1, Latency: time.Minute})
	for range 2 {
		if response, _ := get(t, server.URL()+"/clientcertificates"); response.StatusCode != http.StatusOK {
			t.Errorf("status %d", response.StatusCode)
		}
	}
	if diff := cmp.Diff([]time.Duration{time.Hour, time.Hour + time.Minute}, slept); diff != "" {
		t.Errorf("waits (-want +got):\n%s", diff)
	}
}
