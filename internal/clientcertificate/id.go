package clientcertificate

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// ValidateID says why id cannot be the id of a client certificate, or returns
// nil. AWS documents no pattern for ids, so none is enforced. Refused is only
// what can never work: an empty or blank id, an ARN, and what cannot stand in
// the path of a request as one segment or was pasted with something around it.
func ValidateID(id string) error {
	if strings.TrimSpace(id) == "" {
		return errors.New("the id of a client certificate must not be empty")
	}
	if strings.HasPrefix(strings.TrimSpace(id), "arn:") {
		return validateNotARN(strings.TrimSpace(id))
	}
	if trimmed := strings.TrimSpace(id); trimmed != id {
		return fmt.Errorf("%q has white space around it: use %q", id, trimmed)
	}
	if strings.ContainsFunc(id, unicode.IsControl) {
		return fmt.Errorf("%q contains a control character, which no id of a client certificate has", id)
	}
	// "." and ".." would be resolved by whatever handles the URL on its way,
	// and the request would then ask for something else.
	if strings.Contains(id, "/") || id == "." || id == ".." {
		return fmt.Errorf("%q is a path: use the id of the client certificate alone, such as \"a1b2c3\"", id)
	}
	return nil
}

// validateNotARN says which id or data source to use instead of the ARN s.
func validateNotARN(s string) error {
	parsed, err := arn.Parse(s)
	if err != nil {
		return fmt.Errorf("%q looks like an ARN: use the id of the client certificate, such as \"a1b2c3\"", s)
	}
	if parsed.Service == "acm" {
		// A stage's clientCertificateId may hold such an ARN, but API Gateway
		// knows no client certificate by it.
		return fmt.Errorf("%q is the ARN of a certificate in AWS Certificate Manager, which API Gateway does not keep: "+
			"read it with data \"aws_acm_certificate\" of the hashicorp/aws provider", s)
	}
	if id, found := strings.CutPrefix(parsed.Resource, arnResource); found && parsed.Service == arnService && ValidateID(id) == nil {
		return fmt.Errorf("%q is the ARN of a client certificate: use its id, %q (region %q)", s, id, parsed.Region)
	}
	return fmt.Errorf("%q is the ARN of something else than a client certificate: use the id of the client certificate, such as \"a1b2c3\"", s)
}
