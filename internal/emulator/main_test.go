package emulator_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"

	"terraform-provider-apigateway/internal/emulator"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	// The SDK's structs have an unexported marker field.
	ignoreDocument = cmpopts.IgnoreUnexported(types.ClientCertificate{})
	equateEmpty    = cmpopts.EquateEmpty()
)

// noon is the time on a test's clock; the fraction is there to be truncated.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 987654321, time.UTC)

// client returns an SDK client with the emulator's default credentials that does not retry.
func client(t *testing.T, server *emulator.Server, change ...func(*apigateway.Options)) *apigateway.Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	options := apigateway.Options{
		BaseEndpoint: aws.String(server.URL()),
		Region:       emulator.DefaultRegion,
		Credentials:  credentials.NewStaticCredentialsProvider(emulator.DefaultAccessKeyID, emulator.DefaultSecretAccessKey, ""),
		HTTPClient:   &http.Client{Transport: transport},
		Retryer:      aws.NopRetryer{},
	}
	return apigateway.New(options, change...)
}

// statusOf returns the HTTP status of the response that caused err.
func statusOf(t *testing.T, err error) int {
	t.Helper()
	response, ok := errors.AsType[*awshttp.ResponseError](err)
	if !ok {
		t.Fatalf("%v is not an HTTP response error", err)
	}
	return response.HTTPStatusCode()
}

// codeOf returns the service's name for an error.
func codeOf(t *testing.T, err error) string {
	t.Helper()
	apiError, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		t.Fatalf("%v is not an API error", err)
	}
	return apiError.ErrorCode()
}

func arn(id string) *string {
	return aws.String("arn:aws:apigateway:eu-west-1::/clientcertificates/" + id)
}
