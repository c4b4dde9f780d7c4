// Package clientcertificate knows what an Amazon API Gateway client
// certificate is: which ids are possible, which certificates a filter matches
// and in which order, what the X.509 certificate in the PEM says, how several
// become a trust bundle, and when one expires.
//
// It knows nothing of Terraform, HTTP or the AWS SDK's clients, reads no clock
// and does no I/O.
package clientcertificate

import "time"

// ClientCertificate is a client certificate as the API returns it. Fields that
// the API omits are nil.
//
// See https://docs.aws.amazon.com/apigateway/latest/api/API_ClientCertificate.html.
type ClientCertificate struct {
	// ID is the clientCertificateId.
	ID          string
	Description *string
	// PEM is pemEncodedCertificate, byte for byte. It need not contain a
	// certificate: some emulators of the API return other text.
	PEM            *string
	CreatedDate    *time.Time
	ExpirationDate *time.Time
	// Tags holds every tag, including those of AWS (aws:). Nil and empty mean
	// the same.
	Tags map[string]string
}

// Inspected is a client certificate together with the X.509 certificate in its
// PEM. Inspecting costs far more than anything else in this package, so it is
// done once and the result is passed to whatever needs it.
type Inspected struct {
	ClientCertificate
	// Parsed is nil if the PEM is absent or contains no certificate.
	Parsed *Parsed
	// ParseError says why Parsed is nil, and is nil if Parsed is not.
	ParseError error
}

// Inspect parses the PEM of c. It cannot fail: why a PEM cannot be parsed is in
// ParseError, which is ErrNoPEM if the API returned none.
func Inspect(c ClientCertificate) Inspected {
	if c.PEM == nil {
		return Inspected{ClientCertificate: c, ParseError: ErrNoPEM}
	}
	parsed, err := Parse(*c.PEM)
	if err != nil {
		return Inspected{ClientCertificate: c, ParseError: err}
	}
	return Inspected{ClientCertificate: c, Parsed: &parsed}
}

// InspectAll inspects each of cs and keeps their order.
func InspectAll(cs []ClientCertificate) []Inspected {
	inspected := make([]Inspected, len(cs))
	for i, c := range cs {
		inspected[i] = Inspect(c)
	}
	return inspected
}
