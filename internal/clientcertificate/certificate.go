// Package clientcertificate knows what an Amazon API Gateway client
// certificate is: which ids are possible, which certificates a filter matches
// and in which order, what the X.509 certificate in the PEM says, how several
// become a trust bundle, and when one expires.
//
// It knows neither Terraform nor HTTP nor the AWS SDK's clients, reads no clock
// and does no input or output.
package clientcertificate

import "time"

// ClientCertificate is what the API tells of a client certificate. What the API
// left out is nil.
//
// See https://docs.aws.amazon.com/apigateway/latest/api/API_ClientCertificate.html.
type ClientCertificate struct {
	// ID is the clientCertificateId.
	ID          string
	Description *string
	// PEM is pemEncodedCertificate, byte for byte. It need not hold a
	// certificate: some emulators of the API answer with other text.
	PEM            *string
	CreatedDate    *time.Time
	ExpirationDate *time.Time
	// Tags holds every tag, those of AWS (aws:) too. Nil and empty mean the
	// same.
	Tags map[string]string
}

// Inspected is a client certificate together with the X.509 certificate in its
// PEM. Inspecting costs far more than everything else in this package, so it is
// done once and its result handed to whatever needs it.
type Inspected struct {
	ClientCertificate
	// Parsed is nil when the PEM is absent or holds no certificate.
	Parsed *Parsed
	// ParseError says why Parsed is nil, and is nil when Parsed is not.
	ParseError error
}

// Inspect parses the PEM of c. A PEM that cannot be parsed is no failure:
// it is told in ParseError, which is ErrNoPEM when the API sent none.
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
