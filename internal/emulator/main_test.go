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
	// The SDK's structures have an unexported marker.
	ignoreDocument = cmpopts.IgnoreUnexported(types.ClientCertificate{})
	equateEmpty    = cmpopts.EquateEmpty()
)

// noon is what the clock of a test shows; the fraction is there to be cut off.
var noon = time.Date(2026, 3, 1, 12, 0, 0, 987654321, time.UTC)

// client makes an SDK client that knows the emulator's default credentials and does not retry.
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

// statusOf returns the HTTP status of an answer, of an error's too.
func statusOf(t *testing.T, err error) int {
	t.Helper()
	response, ok := errors.AsType[*awshttp.ResponseError](err)
	if !ok {
		t.Fatalf("%v is no HTTP answer", err)
	}
	return response.HTTPStatusCode()
}

// codeOf returns the service's name of an error.
func codeOf(t *testing.T, err error) string {
	t.Helper()
	apiError, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		t.Fatalf("%v is no API error", err)
	}
	return apiError.ErrorCode()
}

func arn(id string) *string {
	return aws.String("arn:aws:apigateway:eu-west-1::/clientcertificates/" + id)
}
