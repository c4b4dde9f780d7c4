package clientcertificate

import (
	"cmp"
	"slices"
	"time"
)

// SortNewestFirst sorts cs by CreatedDate, the latest first; of those created
// at the same time the lowest id comes first, and those without a date come
// last. Ids are unique in a Region, so the result does not depend on the order
// before: the API promises none.
func SortNewestFirst(cs []ClientCertificate) {
	slices.SortStableFunc(cs, func(a, b ClientCertificate) int {
		return cmp.Or(
			compareDates(b.CreatedDate, a.CreatedDate),
			cmp.Compare(a.ID, b.ID),
		)
	})
}

// compareDates orders dates ascending; an absent one is before every other.
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
