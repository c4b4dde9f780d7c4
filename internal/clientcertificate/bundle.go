package clientcertificate

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Bundle returns the certificates of all as one PEM text, for a verifier to
// trust: LF line ends, each block with its final newline, each certificate once
// whatever number of client certificates hold it, "" when there are none.
// leftOut are those that hold no certificate, in the order of all; their
// ParseError says why.
//
// The oldest comes first, whatever the order of all. Client certificates have
// one and the same subject, and a verifier that looks an anchor up by that name
// (OpenSSL by default, and so nginx and HAProxy) takes the first and refuses the
// others: as a later certificate goes to the end, adding one does not change
// which one that is. Age is CreatedDate, or notBefore where that is absent, which
// is the same to the second; of equal age, the lowest id comes first.
func Bundle(all []Inspected) (bundle string, leftOut []Inspected) {
	var certificates []Inspected
	size := 0
	for _, c := range all {
		if c.Parsed == nil {
			leftOut = append(leftOut, c)
			continue
		}
		certificates = append(certificates, c)
		size += len(c.Parsed.CertPEM)
	}
	slices.SortStableFunc(certificates, func(a, b Inspected) int {
		return cmp.Or(createdOrNotBefore(a).Compare(createdOrNotBefore(b)), cmp.Compare(a.ID, b.ID))
	})

	var b strings.Builder
	b.Grow(size)
	seen := make(map[string]struct{}, len(certificates))
	for _, c := range certificates {
		if _, ok := seen[c.Parsed.CertPEM]; ok {
			continue
		}
		seen[c.Parsed.CertPEM] = struct{}{}
		b.WriteString(c.Parsed.CertPEM)
	}
	return b.String(), leftOut
}

// createdOrNotBefore returns the moment from which a parsed client certificate counts.
func createdOrNotBefore(c Inspected) time.Time {
	if c.CreatedDate != nil {
		return *c.CreatedDate
	}
	return c.Parsed.NotBefore
}
