package awsclient

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
)

// TestTimeRunsOutInAList checks that the cause describes the request for the
// current page, not those for earlier ones.
func TestTimeRunsOutInAList(t *testing.T) {
	t.Parallel()
	const (
		hang = 0 // No response.
		page = http.StatusOK
	)
	for name, tc := range map[string]struct {
		responses []int // Their statuses. No page is the last one.
		within    time.Duration
		want      string
	}{
		"on the first page": {
			[]int{hang}, time.Minute,
			"http://127.0.0.1 had not responded",
		},
		"on the first page, after a failure": {
			[]int{500, hang}, time.Minute,
			"2 attempts were made; the last one to finish: a response with HTTP status 500, no body",
		},
		"on the second page": {
			[]int{page, hang}, time.Minute,
			"page 2 of the list: http://127.0.0.1 had not responded",
		},
		"on the second page, after a failure on the first": {
			[]int{500, page, hang}, time.Minute,
			"page 2 of the list: http://127.0.0.1 had not responded",
		},
		"on the third page, after failures on each": {
			[]int{500, page, 502, page, 503, 504, hang}, time.Minute,
			"page 3 of the list: 3 attempts were made; the last one to finish: a response with HTTP status 504, no body",
		},
		"while the second page waits for its turn": {
			[]int{429, page}, 150 * time.Millisecond,
			"page 2 of the list: the request was still waiting for its turn, because this account may send 10 requests per second in eu-west-1 and was throttled",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				attempts := 0
				client := clientsWithout(func(request *http.Request) (*http.Response, error) {
					status := tc.responses[attempts]
					attempts++
					body := ""
					switch status {
					case hang:
						<-request.Context().Done()
						return nil, request.Context().Err()
					case page:
						body = fmt.Sprintf(`{"item":[{"clientCertificateId":"%d"}],"position":"%[1]d"}`, attempts)
					}
					return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body))}, nil
				}).Client(emulator.DefaultRegion)
				ctx, cancel := WithTimeout(t.Context(), tc.within)
				defer cancel()
				_, err := client.ClientCertificates(ctx)
				if kind := kindIn(t, err); kind != TimedOut {
					t.Errorf("kind %d, want TimedOut: %v", kind, err)
				}
				_, cause, _ := strings.Cut(err.Error(), "Cause: ")
				if diff := cmp.Diff(tc.want, cause); diff != "" {
					t.Errorf("cause (-want +got)\n%s", diff)
				}
			})
		})
	}
}

// TestTimeRunsOutOnCredentials checks that API Gateway is not blamed if no request
// was sent to it.
func TestTimeRunsOutOnCredentials(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		clients := clientsWithout(func(*http.Request) (*http.Response, error) {
			t.Error("a request was sent")
			return nil, io.EOF
		})
		clients.config.Credentials = aws.CredentialsProviderFunc(func(ctx context.Context) (aws.Credentials, error) {
			<-ctx.Done()
			return aws.Credentials{}, ctx.Err()
		})
		ctx, cancel := WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := clients.Client(emulator.DefaultRegion).ClientCertificate(ctx, "a1b2c3")
		if kind := kindIn(t, err); kind != TimedOut {
			t.Errorf("kind %d, want TimedOut: %v", kind, err)
		}
		_, cause, _ := strings.Cut(err.Error(), "Cause: ")
		if want := "the request was still waiting for new credentials"; cause != want {
			t.Errorf("the cause is %q, want %q", cause, want)
		}
	})
}
