package clientcertificate_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/clientcertificate"
)

func TestExpiration(t *testing.T) {
	t.Parallel()
	text, parsed := apiGatewayPEM(t)
	fromAPI := date(2030, 1, 1)
	type result struct {
		At    time.Time
		Known bool
	}
	tests := map[string]struct {
		certificate clientcertificate.ClientCertificate
		want        result
	}{
		"from the API":       {clientcertificate.ClientCertificate{ExpirationDate: &fromAPI}, result{fromAPI, true}},
		"in both":            {clientcertificate.ClientCertificate{ExpirationDate: &fromAPI, PEM: &text}, result{fromAPI, true}},
		"in the certificate": {clientcertificate.ClientCertificate{PEM: &text}, result{parsed.NotAfter, true}},
		"unknown":            {clientcertificate.ClientCertificate{PEM: new("testcert-123")}, result{}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got result
			got.At, got.Known = clientcertificate.Inspect(test.certificate).Expiration()
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestExpiringOfOne(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	// Not at a full second, as on a real clock.
	now := time.Date(2026, 3, 28, 12, 0, 0, 500_000_000, time.UTC)
	type result struct {
		Expired bool
		Days    int64
	}
	tests := map[string]struct {
		at   time.Time
		days int64
		want *result // nil: no warning
	}{
		"far off":                     {now.Add(365 * day), 30, nil},
		"a nanosecond too early":      {now.Add(30*day + 1), 30, nil},
		"exactly at the threshold":    {now.Add(30 * day), 30, &result{Days: 30}},
		"a nanosecond past it":        {now.Add(30*day - 1), 30, &result{Days: 29}},
		"a day":                       {now.Add(day), 30, &result{Days: 1}},
		"less than a day":             {now.Add(day - 1), 30, &result{Days: 0}},
		"its last moment":             {now, 30, &result{Days: 0}},
		"just expired":                {now.Add(-1), 30, &result{Expired: true, Days: 0}},
		"expired less than a day ago": {now.Add(-day + 1), 30, &result{Expired: true, Days: 0}},
		"expired a day ago":           {now.Add(-day), 30, &result{Expired: true, Days: 1}},
		"expired long ago":            {now.Add(-1000 * day), 30, &result{Expired: true, Days: 1000}},
		"expired, days = 1":           {now.Add(-1000 * day), 1, &result{Expired: true, Days: 1000}},
		"turned off":                  {now.Add(day), 0, nil},
		"turned off, expired":         {now.Add(-day), 0, nil},
		"negative":                    {now.Add(day), -1, nil},
		"in another zone":             {now.Add(30 * day).In(time.FixedZone("", -12*3600)), 30, &result{Days: 30}},
		"beyond a Duration":           {time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), 30, nil},
		"beyond a Duration, expiring": {time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), math.MaxInt64, &result{Days: 2912356}},
		"the zero time":               {time.Time{}, 30, &result{Expired: true, Days: 739702}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			certificate := clientcertificate.Inspected{ClientCertificate: clientcertificate.ClientCertificate{ID: "a1b2c3", ExpirationDate: &test.at}}
			var want []clientcertificate.Expiry
			if test.want != nil {
				want = []clientcertificate.Expiry{{Certificate: certificate, At: test.at, Expired: test.want.Expired, Days: test.want.Days}}
			}
			got := clientcertificate.Expiring([]clientcertificate.Inspected{certificate}, now, test.days)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestExpiringOfSeveral(t *testing.T) {
	t.Parallel()
	now := date(2026, 6, 1)
	expires := func(id string, days int) clientcertificate.Inspected {
		return clientcertificate.Inspected{ClientCertificate: clientcertificate.ClientCertificate{ID: id, ExpirationDate: new(now.AddDate(0, 0, days))}}
	}
	all := []clientcertificate.Inspected{
		expires("fine", 31), expires("later", 30), expires("soon2", 3), {}, expires("expired", -3), expires("soon1", 3),
	}
	want := []clientcertificate.Expiry{
		{Certificate: all[4], At: date(2026, 5, 29), Expired: true, Days: 3},
		{Certificate: all[5], At: date(2026, 6, 4), Days: 3},
		{Certificate: all[2], At: date(2026, 6, 4), Days: 3},
		{Certificate: all[1], At: date(2026, 7, 1), Days: 30},
	}
	if diff := cmp.Diff(want, clientcertificate.Expiring(all, now, 30)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
