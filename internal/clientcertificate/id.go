package clientcertificate

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// ValidateID returns what makes id impossible as the id of a client
// certificate, as a sentence about "it", or nil. AWS documents no pattern for
// ids, so none is enforced. It only rejects what can never work: a blank id, an
// ARN, and what was pasted with something around it or cannot be one segment of
// a request's path.
func ValidateID(id string) error {
	trimmed := strings.TrimSpace(id)
	if trimmed == "" {
		return errors.New("it is blank")
	}
	if strings.HasPrefix(trimmed, "arn:") {
		return arnError(trimmed)
	}
	if trimmed != id {
		return fmt.Errorf("it has white space around it; use %q", trimmed)
	}
	if strings.ContainsFunc(id, unicode.IsControl) {
		return errors.New("it contains a control character")
	}
	// Whatever handles the URL on its way may resolve "." and "..", and the
	// request would then ask for something else.
	if strings.Contains(id, "/") || id == "." || id == ".." {
		return errors.New(`it is a path; use the id alone, such as "a1b2c3"`)
	}
	return nil
}

// arnError says which id or data source to use instead of the ARN s.
func arnError(s string) error {
	parsed, err := arn.Parse(s)
	if err != nil {
		return errors.New(`it looks like an ARN; use the id of the client certificate, such as "a1b2c3"`)
	}
	if parsed.Service == "acm" {
		// A stage's clientCertificateId may hold such an ARN, but API Gateway
		// has no client certificate for it.
		return errors.New("it is the ARN of a certificate in AWS Certificate Manager, not in API Gateway; " +
			"read it with data \"aws_acm_certificate\" of the hashicorp/aws provider")
	}
	if id, found := strings.CutPrefix(parsed.Resource, arnResource); found && parsed.Service == arnService && ValidateID(id) == nil {
		return fmt.Errorf("it is the ARN of a client certificate; use its id, %q (region %q)", id, parsed.Region)
	}
	return errors.New(`it is the ARN of something other than a client certificate; use the id of the client certificate, such as "a1b2c3"`)
}
