package clientcertificate

import (
	"cmp"
	"slices"
	"time"
)

// Expiration returns when c expires: ExpirationDate, or the notAfter of its
// certificate if that is absent. The second result is false if neither is known.
func (c Inspected) Expiration() (time.Time, bool) {
	switch {
	case c.ExpirationDate != nil:
		return *c.ExpirationDate, true
	case c.Parsed != nil:
		return c.Parsed.NotAfter, true
	default:
		return time.Time{}, false
	}
}

// Expiry is a client certificate that has expired or is about to.
type Expiry struct {
	Certificate Inspected
	// At is the last moment at which it is valid.
	At time.Time
	// Expired reports whether At has passed.
	Expired bool
	// Days is the number of whole days of 24 hours from now until At or, if
	// Expired, from At until now, rounded down: 0 is less than a day.
	Days int64
}

// Expiring returns those of all that have expired by now or will within the
// given number of days, earliest first; ties are broken by the lowest id. A
// certificate is valid until its last moment, and one that expires in exactly
// that many days of 24 hours is included. 0 days turn the search off: nothing is
// returned, not even what has expired. Client certificates whose expiration is
// not known are never included.
func Expiring(all []Inspected, now time.Time, days int64) []Expiry {
	if days <= 0 {
		return nil
	}
	var expiring []Expiry
	for _, c := range all {
		at, ok := c.Expiration()
		if !ok {
			continue
		}
		if now.After(at) {
			whole, _ := wholeDays(at, now)
			expiring = append(expiring, Expiry{Certificate: c, At: at, Expired: true, Days: whole})
			continue
		}
		whole, rest := wholeDays(now, at)
		if whole < days || whole == days && !rest {
			expiring = append(expiring, Expiry{Certificate: c, At: at, Days: whole})
		}
	}
	slices.SortStableFunc(expiring, func(a, b Expiry) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Certificate.ID, b.Certificate.ID))
	})
	return expiring
}

// wholeDays returns the number of whole days of 24 hours between two moments,
// the earlier first, and whether there is a remainder. It counts in seconds
// because a time.Duration ends at 292 years, and certificates can be valid until
// 9999.
func wholeDays(from, to time.Time) (days int64, rest bool) {
	const day = 24 * 60 * 60
	seconds := to.Unix() - from.Unix()
	nanoseconds := to.Nanosecond() - from.Nanosecond()
	if nanoseconds < 0 {
		seconds--
	}
	return seconds / day, seconds%day != 0 || nanoseconds != 0
}
