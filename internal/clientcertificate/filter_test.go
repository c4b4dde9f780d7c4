package clientcertificate_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/clientcertificate"
)

func TestFilterMatches(t *testing.T) {
	t.Parallel()
	certificate := clientcertificate.ClientCertificate{
		ID:          "a1b2c3",
		Description: new("orders"),
		Tags:        map[string]string{"Service": "orders", "Empty": "", "aws:x": "y"},
	}
	bare := clientcertificate.ClientCertificate{ID: "d4e5f6"}
	tests := map[string]struct {
		filter      clientcertificate.Filter
		certificate clientcertificate.ClientCertificate
		want        bool
	}{
		"no conditions":               {clientcertificate.Filter{}, certificate, true},
		"no conditions, bare":         {clientcertificate.Filter{}, bare, true},
		"description":                 {clientcertificate.Filter{Description: new("orders")}, certificate, true},
		"description in another case": {clientcertificate.Filter{Description: new("Orders")}, certificate, false},
		"part of the description":     {clientcertificate.Filter{Description: new("order")}, certificate, false},
		"absent description":          {clientcertificate.Filter{Description: new("")}, bare, false},
		"one tag":                     {clientcertificate.Filter{Tags: map[string]string{"Service": "orders"}}, certificate, true},
		"tag of AWS":                  {clientcertificate.Filter{Tags: map[string]string{"aws:x": "y"}}, certificate, true},
		"empty tag":                   {clientcertificate.Filter{Tags: map[string]string{"Empty": ""}}, certificate, true},
		"absent tag, empty value":     {clientcertificate.Filter{Tags: map[string]string{"Absent": ""}}, certificate, false},
		"tag, bare":                   {clientcertificate.Filter{Tags: map[string]string{"Service": "orders"}}, bare, false},
		"one of two tags":             {clientcertificate.Filter{Tags: map[string]string{"Service": "orders", "Stage": "a"}}, certificate, false},
		"tag with another value":      {clientcertificate.Filter{Tags: map[string]string{"Service": "billing"}}, certificate, false},
		"tag in another case":         {clientcertificate.Filter{Tags: map[string]string{"service": "orders"}}, certificate, false},
		"description and tag":         {clientcertificate.Filter{Description: new("orders"), Tags: map[string]string{"Service": "orders"}}, certificate, true},
		"description, not the tag":    {clientcertificate.Filter{Description: new("orders"), Tags: map[string]string{"Service": "x"}}, certificate, false},
		"tag, not the description":    {clientcertificate.Filter{Description: new("x"), Tags: map[string]string{"Service": "orders"}}, certificate, false},
		"empty map of tags, bare":     {clientcertificate.Filter{Tags: map[string]string{}}, bare, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.filter.Matches(test.certificate); got != test.want {
				t.Errorf("got %t, want %t", got, test.want)
			}
		})
	}
}

// rotation returns what an account holds during a rotation, in no order.
func rotation() []clientcertificate.ClientCertificate {
	orders := map[string]string{"Service": "orders"}
	return []clientcertificate.ClientCertificate{
		{ID: "older1", Description: new("orders"), CreatedDate: new(date(2026, 1, 1)), Tags: orders},
		{ID: "undat2", Tags: orders},
		{ID: "other1", Description: new("billing"), CreatedDate: new(date(2026, 9, 1))},
		{ID: "newer2", CreatedDate: new(date(2026, 5, 1)), Tags: orders},
		{ID: "undat1", Tags: orders},
		// The same moment as newer2, in another zone.
		{ID: "newer1", CreatedDate: new(date(2026, 5, 1).In(time.FixedZone("", 3600))), Tags: orders},
	}
}

func ids(certificates []clientcertificate.ClientCertificate) []string {
	var ids []string
	for _, c := range certificates {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestSortNewestFirst(t *testing.T) {
	t.Parallel()
	want := []string{"other1", "newer1", "newer2", "older1", "undat1", "undat2"}
	certificates := rotation()
	for range certificates {
		certificates = append(certificates[1:], certificates[0])
		sorted := slices.Clone(certificates)
		clientcertificate.SortNewestFirst(sorted)
		if diff := cmp.Diff(want, ids(sorted)); diff != "" {
			t.Errorf("%v sorted (-want +got):\n%s", ids(certificates), diff)
		}
	}
}

func TestFilterSelect(t *testing.T) {
	t.Parallel()
	all := rotation()
	got := clientcertificate.Filter{Tags: map[string]string{"Service": "orders"}}.Select(all)
	want := []clientcertificate.ClientCertificate{all[5], all[3], all[0], all[4], all[1]}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("selected (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(rotation(), all); diff != "" {
		t.Errorf("Select changed its argument (-want +got):\n%s", diff)
	}
	none := clientcertificate.Filter{Description: new("none")}
	if got := none.Select(all); len(got) != 0 {
		t.Errorf("selected %v, which does not match", got)
	}
	if got := (clientcertificate.Filter{}).Select(nil); len(got) != 0 {
		t.Errorf("selected %v from nothing", got)
	}
}
