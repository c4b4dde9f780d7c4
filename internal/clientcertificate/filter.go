package clientcertificate

import "fmt"

// Filter selects client certificates by what people know of them. Every
// condition has to hold; the zero value matches everything.
type Filter struct {
	// Description, unless nil, has to be equal to the certificate's. A
	// certificate without a description equals none, not even "".
	Description *string
	// Tags have to be among the certificate's, each with the same value.
	Tags map[string]string
}

// Matches tells whether every condition of f holds for c.
func (f Filter) Matches(c ClientCertificate) bool {
	if f.Description != nil && (c.Description == nil || *c.Description != *f.Description) {
		return false
	}
	for key, value := range f.Tags {
		if got, ok := c.Tags[key]; !ok || got != value {
			return false
		}
	}
	return true
}

// Select returns those of all that f matches, ordered as SortNewestFirst does.
// It leaves all as it is.
func (f Filter) Select(all []ClientCertificate) []ClientCertificate {
	var matches []ClientCertificate
	for _, c := range all {
		if f.Matches(c) {
			matches = append(matches, c)
		}
	}
	SortNewestFirst(matches)
	return matches
}

// SelectOne returns the one of all that f matches. Of several it returns the
// first in the order of SortNewestFirst if mostRecent is true. The error is a
// *NoMatchError when none matches, and a *SeveralMatchError when several do and
// mostRecent is false.
func (f Filter) SelectOne(all []ClientCertificate, mostRecent bool) (ClientCertificate, error) {
	matches := f.Select(all)
	switch {
	case len(matches) == 0:
		return ClientCertificate{}, &NoMatchError{Filter: f, Looked: len(all)}
	case len(matches) > 1 && !mostRecent:
		return ClientCertificate{}, &SeveralMatchError{Filter: f, Matches: matches}
	default:
		return matches[0], nil
	}
}

// NoMatchError tells that a filter matches no client certificate.
type NoMatchError struct {
	Filter Filter
	// Looked is the number of client certificates that were looked at.
	Looked int
}

// Error implements error.
func (e *NoMatchError) Error() string {
	return fmt.Sprintf("no client certificate matches { %s }: looked at %d", e.Filter, e.Looked)
}

// SeveralMatchError tells that a filter matches more client certificates than
// the one that was asked for.
type SeveralMatchError struct {
	Filter Filter
	// Matches are at least two, ordered as SortNewestFirst does.
	Matches []ClientCertificate
}

// Error implements error.
func (e *SeveralMatchError) Error() string {
	return fmt.Sprintf("%d client certificates match { %s }", len(e.Matches), e.Filter)
}
