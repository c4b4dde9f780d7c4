package clientcertificate_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"terraform-provider-apigateway/internal/clientcertificate"
)

func TestBundle(t *testing.T) {
	t.Parallel()
	one, two, three := numbered(t, 1), numbered(t, 2), numbered(t, 3)
	// created returns the client certificate id, created on that day of 2026.
	created := func(id, pemText string, day int) clientcertificate.Inspected {
		c := inspected(id, pemText)
		c.CreatedDate = new(date(2026, 1, 1).AddDate(0, 0, day))
		return c
	}
	noPEM := clientcertificate.Inspect(clientcertificate.ClientCertificate{ID: "absent"})
	fake := inspected("fake", "testcert-123")
	tests := map[string]struct {
		all         []clientcertificate.Inspected
		want        string
		wantLeftOut []clientcertificate.Inspected
	}{
		"none":                       {nil, "", nil},
		"one, as from the API":       {[]clientcertificate.Inspected{inspected("a", likeTheAPI(one))}, one, nil},
		"oldest first":               {[]clientcertificate.Inspected{created("a", three, 3), created("b", two, 2), created("c", one, 1)}, one + two + three, nil},
		"by creation, not notBefore": {[]clientcertificate.Inspected{created("a", one, 9), created("b", three, 7), created("c", two, 8)}, three + two + one, nil},
		"created at the same time":   {[]clientcertificate.Inspected{created("c", one, 1), created("a", three, 1), created("b", two, 1)}, three + two + one, nil},
		"undated: by notBefore":      {[]clientcertificate.Inspected{inspected("a", three), created("b", two, 2), inspected("c", one)}, one + two + three, nil},
		"the same twice":             {[]clientcertificate.Inspected{created("a", two, 2), created("b", likeTheAPI(one), 3), created("c", one, 1)}, one + two, nil},
		"first of several":           {[]clientcertificate.Inspected{inspected("a", "text\n"+two+three)}, two, nil},
		"no certificates":            {[]clientcertificate.Inspected{noPEM, fake}, "", []clientcertificate.Inspected{noPEM, fake}},
		"some not certificates":      {[]clientcertificate.Inspected{fake, created("a", two, 2), noPEM, created("b", one, 1)}, one + two, []clientcertificate.Inspected{fake, noPEM}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, leftOut := clientcertificate.Bundle(test.all)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("bundle (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.wantLeftOut, leftOut, cmpopts.EquateErrors()); diff != "" {
				t.Errorf("left out (-want +got):\n%s", diff)
			}
		})
	}
}

// TestBundleKeepsItsFirst checks what verifiers that look up by name rely on: the
// new certificate comes after the old one during a rotation, and stands alone
// once the old one is deleted.
func TestBundleKeepsItsFirst(t *testing.T) {
	t.Parallel()
	old, next := numbered(t, 1), numbered(t, 2)
	certificates := []clientcertificate.ClientCertificate{
		{ID: "zzz", PEM: &old, CreatedDate: new(date(2026, 1, 2))},
		{ID: "aaa", PEM: &next, CreatedDate: new(date(2026, 1, 2).Add(time.Second))},
	}
	var got []string
	for _, held := range [][]clientcertificate.ClientCertificate{certificates[:1], certificates, certificates[1:]} {
		bundle, _ := clientcertificate.Bundle(clientcertificate.InspectAll(clientcertificate.Filter{}.Select(held)))
		got = append(got, bundle)
	}
	if diff := cmp.Diff([]string{old, old + next, next}, got); diff != "" {
		t.Errorf("before, during and after a rotation (-want +got):\n%s", diff)
	}
}
