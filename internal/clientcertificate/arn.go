package clientcertificate

import "strings"

// arnResource is what stands before the id in a client certificate's ARN.
const arnResource = "/clientcertificates/"

// ARN returns the Amazon Resource Name of the client certificate id. Its account
// field is empty, as in all ARNs of API Gateway's control plane.
//
// See https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html.
func ARN(partition, region, id string) string {
	return "arn:" + partition + ":apigateway:" + region + "::" + arnResource + id
}

// arn is an Amazon Resource Name, arn:partition:service:region:account:resource,
// less the parts that nothing here asks for.
type arn struct {
	service, region, resource string
}

// parseARN splits s and tells whether it has an ARN's six fields.
func parseARN(s string) (arn, bool) {
	fields := strings.SplitN(s, ":", 6)
	if len(fields) < 6 || fields[0] != "arn" {
		return arn{}, false
	}
	return arn{service: fields[2], region: fields[3], resource: fields[5]}, true
}
