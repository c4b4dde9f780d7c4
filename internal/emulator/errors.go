package emulator

import "net/http"

// apiError is an error as the service reports it.
type apiError struct {
	status  int
	name    string // of the x-amzn-ErrorType header
	message string
}

// The service's errors; the messages for rejected credentials are those that every AWS service sends.
// https://docs.aws.amazon.com/apigateway/latest/api/CommonErrors.html
var (
	errTooManyRequests  = &apiError{http.StatusTooManyRequests, "TooManyRequestsException", "Too Many Requests"}
	errUnknownOperation = &apiError{http.StatusNotFound, "UnknownOperationException", "The API Gateway emulator does not support this operation, only those on client certificates and their tags."}
	errMissingToken     = &apiError{http.StatusForbidden, "MissingAuthenticationTokenException", "Missing Authentication Token"}
	errIncomplete       = &apiError{http.StatusForbidden, "IncompleteSignatureException", "The Authorization header needs an AWS4-HMAC-SHA256 Credential, SignedHeaders and Signature, and the request an X-Amz-Date header."}
	errUnknownClient    = &apiError{http.StatusForbidden, "UnrecognizedClientException", "The security token included in the request is invalid."}
	errWrongService     = invalidSignature("Credential should be scoped to correct service: 'apigateway'.")
	errWrongDate        = invalidSignature("Date in Credential scope does not match the X-Amz-Date header.")
	errWrongSignature   = invalidSignature("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.")
	errMisdirected      = &apiError{http.StatusMisdirectedRequest, "MisdirectedRequestException", "The emulator only accepts requests to loopback addresses and localhost."}
	errBodyUnreadable   = &apiError{http.StatusRequestEntityTooLarge, "RequestEntityTooLargeException", "The request body is truncated or larger than 1 MiB."}
	errInternal         = &apiError{http.StatusInternalServerError, "InternalFailure", "The emulator could not build its response."}
)

func invalidSignature(message string) *apiError {
	return &apiError{http.StatusForbidden, "InvalidSignatureException", message}
}

func badRequest(message string) *apiError {
	return &apiError{http.StatusBadRequest, "BadRequestException", message}
}

// notFound is the error for an id or ARN that does not exist. The service's exact text is unconfirmed.
func notFound() *apiError {
	return &apiError{http.StatusNotFound, "NotFoundException", "Invalid Client Certificate identifier specified"}
}
