package clientcertificate

// Filter selects client certificates by what people know about them. All
// conditions must hold; the zero value matches everything.
type Filter struct {
	// Description, unless nil, must equal the certificate's. A certificate
	// without a description matches none, not even "".
	Description *string
	// Tags must be among the certificate's, each with the same value.
	Tags map[string]string
}

// Matches reports whether every condition of f holds for c.
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

// Select returns those of all that f matches, in the order of SortNewestFirst.
// It does not change all.
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
