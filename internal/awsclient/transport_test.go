package awsclient

import (
	"testing"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
)

func TestTransportTimes(t *testing.T) {
	t.Parallel()
	options := apigateway.Options{HTTPClient: awshttp.NewBuildableClient()}
	tuneTransport(&options)
	client, ok := options.HTTPClient.(*awshttp.BuildableClient)
	if !ok {
		t.Fatalf("the client is a %T", options.HTTPClient)
	}
	if got := client.GetDialer().Timeout; got != 5*time.Second {
		t.Errorf("a connection may take %s, want 5s", got)
	}
	if got, _ := client.GetReadTimeout(); got != time.Minute {
		t.Errorf("a connection may be silent for %s, want 1m", got)
	}
}
