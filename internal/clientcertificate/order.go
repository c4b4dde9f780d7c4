package clientcertificate

import (
	"cmp"
	"slices"
	"time"
)

// SortNewestFirst sorts cs by CreatedDate, latest first; ties are broken by the
// lowest id, and those without a date come last. Ids are unique in a Region, so
// the result does not depend on the order of the API's list, which is undefined.
func SortNewestFirst(cs []ClientCertificate) {
	slices.SortStableFunc(cs, func(a, b ClientCertificate) int {
		return cmp.Or(
			compareDates(b.CreatedDate, a.CreatedDate),
			cmp.Compare(a.ID, b.ID),
		)
	})
}

// compareDates orders dates ascending; nil comes before all others.
func compareDates(a, b *time.Time) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	default:
		return a.Compare(*b)
	}
}
