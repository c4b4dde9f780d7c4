package emulator_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

func TestWaitForRequestsEnds(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := server.WaitForRequests(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
}

func TestRecord(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{Now: func() time.Time { return noon }})
	request := newRequest(t.Context(), t, http.MethodDelete, server.URL()+"/tags/arn:aws:apigateway:us-east-1::%2Fclientcertificates%2Fa1b2c3?tagKeys=a", "")
	key := defaultSignature()
	key.region = "us-east-1"
	response, _ := do(t, key.sign(t, request, ""))
	get(t, server.URL()+"/clientcertificates")
	got := server.Requests()
	for i := range got {
		got[i].Header = http.Header{"Accept": got[i].Header["Accept"]}
		got[i].RemoteAddr = ""
	}
	accept := http.Header{"Accept": {"application/json"}}
	want := []emulator.Request{
		{
			Operation: emulator.UntagResource, ID: "a1b2c3", Method: "DELETE", Path: "/tags/arn:aws:apigateway:us-east-1::%2Fclientcertificates%2Fa1b2c3",
			Query: "tagKeys=a", Region: "us-east-1", AccessKeyID: emulator.DefaultAccessKeyID, Header: accept,
			RequestID: response.Header.Get("x-amzn-RequestId"), Status: 404, Time: noon,
		},
		{
			Operation: emulator.GetClientCertificates, Method: "GET", Path: "/clientcertificates", Region: "eu-west-1",
			AccessKeyID: emulator.DefaultAccessKeyID, Header: accept, RequestID: got[1].RequestID, Status: 200, Time: noon,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	counts := map[string]int{"": server.Count(""), emulator.UntagResource: server.Count(emulator.UntagResource), emulator.GetTags: server.Count(emulator.GetTags)}
	if diff := cmp.Diff(map[string]int{"": 2, emulator.UntagResource: 1, emulator.GetTags: 0}, counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	server.ResetRequests()
	if n := len(server.Requests()); n != 0 {
		t.Errorf("%d requests after ResetRequests", n)
	}
}

// TestRecordDropsTheOldest checks that the record of an emulator that runs for days is bounded.
func TestRecordDropsTheOldest(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	var want []string
	for i := range 10_001 {
		path := fmt.Sprintf("/%d", i)
		server.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if i >= 5_000 {
			want = append(want, path)
		}
	}
	var got []string
	for _, request := range server.Requests() {
		got = append(got, request.Path)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}
