package awsclient

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestListEnds checks that lists with unusual pages either end or are an error.
func TestListEnds(t *testing.T) {
	t.Parallel()
	const endless = "the response repeats a page, so the list would never end"
	for name, tc := range map[string]struct {
		page    func(n int) (ids []string, position string) // The nth response.
		want    []string
		problem string
	}{
		"same items, new positions": {
			page:    func(n int) ([]string, string) { return []string{"a"}, fmt.Sprint(n) },
			problem: endless,
		},
		"new items, same position": {
			page:    func(n int) ([]string, string) { return []string{fmt.Sprint(n)}, "a" },
			problem: endless,
		},
		"no items, same position": {
			page:    func(int) ([]string, string) { return nil, "a" },
			problem: endless,
		},
		"an empty page at the end": {
			page: func(n int) ([]string, string) {
				if n == 1 {
					return []string{"a"}, "a"
				}
				return nil, ""
			},
			want: []string{"a"},
		},
		"an empty page at the beginning": {
			page: func(n int) ([]string, string) {
				if n == 1 {
					return nil, "a"
				}
				return []string{"b"}, ""
			},
			want: []string{"b"},
		},
		"known items on the last page": {
			page: func(n int) ([]string, string) {
				if n == 1 {
					return []string{"a", "b"}, "b"
				}
				return []string{"b"}, ""
			},
			want: []string{"a", "b"},
		},
		"no id on the second page": {
			page: func(n int) ([]string, string) {
				if n == 1 {
					return []string{"a", "b"}, "b"
				}
				return []string{"c", ""}, ""
			},
			problem: "client certificate 4 in the list has no clientCertificateId",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			responses := 0
			server.Inject(emulator.Fault{Edit: func(response map[string]any) {
				responses++
				ids, position := tc.page(responses)
				items := make([]any, len(ids))
				for i, id := range ids {
					items[i] = map[string]any{"clientCertificateId": id}
				}
				response["item"] = items
				if position != "" && responses < 5 { // A client that does not notice comes to an end here.
					response["position"] = positionAfter(position)
				}
			}})
			all, err := newClient(t, server.URL()).ClientCertificates(t.Context())
			if tc.problem != "" {
				if got := kindIn(t, err); got != UnexpectedResponse || !strings.Contains(err.Error(), "Cause: "+tc.problem) {
					t.Errorf("got %v, want UnexpectedResponse because %s", err, tc.problem)
				}
			} else if err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(tc.want, idsOf(all)); diff != "" {
				t.Errorf("ids (-want +got)\n%s", diff)
			}
			if got := server.Count(""); got != 2 {
				t.Errorf("%d requests, want 2", got)
			}
		})
	}
}

// TestShiftedListHasEveryCertificateOnce has a list that grows at its beginning
// between two pages, so that the second repeats the end of the first.
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
	var want []string
	for i := range certificates {
		want = append(want, certificateID(i))
	}
	if diff := cmp.Diff(want, idsOf(all)); diff != "" {
		t.Errorf("ids (-want +got)\n%s", diff)
	}
	if got := server.Count(""); got != 2 {
		t.Errorf("%d requests, want 2", got)
	}
}

func TestEmptyListIsNoError(t *testing.T) {
	t.Parallel()
	all, err := newClient(t, emulatortest.Start(t, emulator.Options{}).URL()).ClientCertificates(t.Context())
	if err != nil || len(all) != 0 {
		t.Errorf("got %v and %v", all, err)
	}
}

// positionAfter returns the emulator's position for the page after id.
func positionAfter(id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte("after:" + id))
}

func idsOf(certificates []types.ClientCertificate) []string {
	var ids []string
	for _, certificate := range certificates {
		ids = append(ids, *certificate.ClientCertificateId)
	}
	return ids
}
