package awsclient

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aws/smithy-go"
)

// TestKindOfCode has every known code: those of API Gateway, and their
// counterparts at STS and in AWS's front ends.
func TestKindOfCode(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]Kind{
		"NotFoundException":                   NotFound,
		"AccessDeniedException":               Denied,
		"AccessDenied":                        Denied,
		"UnauthorizedException":               Denied,
		"ExpiredTokenException":               CredentialsExpired,
		"ExpiredToken":                        CredentialsExpired,
		"RequestExpired":                      CredentialsExpired,
		"UnrecognizedClientException":         CredentialsInvalid,
		"InvalidClientTokenId":                CredentialsInvalid,
		"InvalidSignatureException":           CredentialsInvalid,
		"SignatureDoesNotMatch":               CredentialsInvalid,
		"MissingAuthenticationTokenException": CredentialsInvalid,
		"IncompleteSignatureException":        CredentialsInvalid,
		"BadRequestException":                 Failed,
		unknownError:                          Failed,
		"":                                    Failed,
	} {
		if got := kindOf(&smithy.GenericAPIError{Code: code}); got != want {
			t.Errorf("%q is of kind %d, want %d", code, got, want)
		}
	}
}

// TestErrorsAboutCredentials checks that an error from the source of the
// credentials is not taken for API Gateway's if it has the same code.
func TestErrorsAboutCredentials(t *testing.T) {
	t.Parallel()
	denied := &smithy.GenericAPIError{Code: "AccessDenied"}
	for name, tc := range map[string]struct {
		err  error
		want Kind
	}{
		"API Gateway's own": {denied, Denied},
		"of STS":            {fmt.Errorf("signing: %w", &smithy.OperationError{ServiceID: "STS", Err: denied}), CredentialsNotFound},
		"without a type":    {errors.New("get identity: get credentials: EOF"), CredentialsNotFound},
		"in other words":    {errors.New("EOF"), Failed},
	} {
		if got := kindOf(&smithy.OperationError{ServiceID: "API Gateway", Err: tc.err}); got != tc.want {
			t.Errorf("%s: kind %d, want %d", name, got, tc.want)
		}
	}
}
