package clientcertificate

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Bundle returns the certificates of all as one PEM text for a verifier to
// trust: LF line endings, each block with its final newline, each certificate
// once even if several client certificates contain it, "" if there are none.
// leftOut are those that contain no certificate, in the order of all; their
// ParseError says why.
//
// The oldest comes first, whatever the order of all. All client certificates
// have the same subject, and a verifier that looks up a trust anchor by that
// name (OpenSSL by default, and so nginx and HAProxy) uses the first and rejects
// the others: newer certificates go to the end, so that adding one does not
// change which one is first. Age is CreatedDate, or notBefore if that is absent,
// which is the same to the second; ties are broken by the lowest id.
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

// createdOrNotBefore returns the date by which Bundle sorts a parsed client
// certificate.
func createdOrNotBefore(c Inspected) time.Time {
	if c.CreatedDate != nil {
		return *c.CreatedDate
	}
	return c.Parsed.NotBefore
}
