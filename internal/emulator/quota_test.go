package emulator_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

func TestQuota(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now := noon
	server := emulatortest.Start(t, emulator.Options{Quota: true, Now: func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	}})
	burst := func(n int, region string) map[int]int {
		statuses := map[int]int{}
		for range n {
			key := defaultSignature()
			key.region = region
			response, _ := do(t, key.sign(t, newRequest(t.Context(), t, http.MethodGet, server.URL()+"/clientcertificates", ""), ""))
			statuses[response.StatusCode]++
		}
		return statuses
	}
	var got []map[int]int
	got = append(got, burst(45, "eu-west-1"), burst(1, "us-east-1"))
	mu.Lock()
	now = now.Add(time.Second)
	mu.Unlock()
	got = append(got, burst(15, "eu-west-1"))
	if diff := cmp.Diff([]map[int]int{{200: 40, 429: 5}, {200: 1}, {200: 10, 429: 5}}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}
