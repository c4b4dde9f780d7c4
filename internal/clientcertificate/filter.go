package clientcertificate

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
