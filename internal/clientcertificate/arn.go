package clientcertificate

import "github.com/aws/aws-sdk-go-v2/aws/arn"

const (
	arnService  = "apigateway"
	arnResource = "/clientcertificates/" // Precedes the id.
)

// ARN returns the Amazon Resource Name of the client certificate id. Its account
// field is empty, as in all ARNs of API Gateway's control plane.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html.
func ARN(partition, region, id string) string {
	return arn.ARN{Partition: partition, Service: arnService, Region: region, Resource: arnResource + id}.String()
}
