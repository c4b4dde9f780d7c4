package awsclient

import (
	"fmt"
	"strings"
)

// permissionsURL is the page that has the least policy for each data source.
const permissionsURL = "the provider's documentation, under Permissions"

// errorText is what a person is told of a kind of failure: the summary, the
// end of the sentence "Reading … failed:", and what to do.
type errorText struct {
	summary string
	what    string
	advice  func(c *Client, asked request, err error) string
}

var texts = map[Kind]errorText{
	Failed: {"Client Certificate Not Read", "API Gateway refused the request.", nil},
	NotFound: {"Client Certificate Not Found", "there is none with this id.",
		func(c *Client, asked request, _ error) string {
			return fmt.Sprintf("An id belongs to one account and one Region: check that the credentials are those of the account that has the certificate, and that %s is its Region. "+
				"`aws apigateway get-client-certificates --region %s` lists what there is. "+
				"A certificate that was rotated has a new id: select it with filter instead of its id.", c.region, c.region)
		}},
	Denied: {"Access Denied", "the credentials do not have the permission.",
		func(c *Client, asked request, _ error) string {
			return fmt.Sprintf("Allow the action apigateway:GET on the resource %s; the policy to copy is in %s.", c.resource(asked), permissionsURL)
		}},
	CredentialsExpired: {"AWS Credentials Have Expired", "the credentials have expired.",
		func(*Client, request, error) string {
			return "Sign in again (for IAM Identity Center: `aws sso login --profile` and the profile's name), or renew the session token, and run Terraform again. It was not tried again, since expired credentials stay expired."
		}},
	CredentialsInvalid: {"AWS Credentials Are Not Valid", "AWS does not accept the credentials.",
		func(c *Client, _ request, _ error) string {
			return fmt.Sprintf("Check that access key, secret key and session token belong together and to the partition of %s, and that the clock of this machine is right. "+
				"`aws sts get-caller-identity` tells whose credentials the environment has.", c.region)
		}},
	Throttled: {"Too Many Requests", "API Gateway throttled the requests to the end.",
		func(*Client, request, error) string {
			return "An account has ten requests a second in a Region for all that manages API Gateway. Run Terraform when less else is running, raise timeouts.read or max_retries, or read many certificates at once with data \"apigateway_client_certificates\"."
		}},
	Unreachable: {"API Gateway Cannot Be Reached", "no connection could be made.",
		func(c *Client, _ request, _ error) string {
			if c.endpoint == "" {
				return fmt.Sprintf("Requests go to API Gateway's own endpoint in %s; no endpoint override is in force. Check that %s is a Region that exists, and the network, DNS and proxy settings of this machine.", c.region, c.region)
			}
			return fmt.Sprintf("Requests go to %s, since an endpoint override is in force (endpoints { apigateway } in the provider block, AWS_ENDPOINT_URL_API_GATEWAY, AWS_ENDPOINT_URL, or endpoint_url in the profile). Check that something listens there, or remove the override.", hideUserinfo(c.endpoint))
		}},
	Untrusted: {"TLS Certificate Not Trusted", "the endpoint's own TLS certificate was not accepted.",
		func(c *Client, _ request, _ error) string {
			return fmt.Sprintf("This is about the connection to %s and not about a client certificate. Where a proxy or a private endpoint has a certificate authority of its own, name its file in custom_ca_bundle or AWS_CA_BUNDLE; an expired certificate or another host name has to be corrected there.", c.address())
		}},
	Proxy: {"Proxy Refused the Connection", "the proxy between this machine and API Gateway let nothing through.",
		func(*Client, request, error) string {
			return "Check http_proxy, https_proxy and no_proxy in the provider block and HTTP_PROXY, HTTPS_PROXY and NO_PROXY in the environment, and whether the proxy wants a user name and password in its URL."
		}},
	Unavailable: {"API Gateway Is Not Available", "the service failed at every attempt.",
		func(*Client, request, error) string {
			return "Nothing in the configuration is wrong. Try again in a few minutes; the state of the service is on https://health.aws.amazon.com."
		}},
	UnusableAnswer: {"Unusable Answer", "what came back is not what API Gateway sends.",
		func(c *Client, _ request, _ error) string {
			return fmt.Sprintf("Something else may answer in its place: a proxy, a captive portal, or another service at the endpoint. Requests go to %s.", c.address())
		}},
	TimedOut: {"Time Ran Out", "the time that timeouts.read allows is over.",
		func(*Client, request, error) string {
			return "Raise it with timeouts { read = \"10m\" } in the data source, if what the last attempt got will pass with time."
		}},
	Interrupted: {"Interrupted", "it was stopped before an answer came.", nil},
}

// resource is the ARN that an IAM policy names for asked.
func (c *Client) resource(asked request) string {
	arn := strings.Join([]string{"arn", c.Partition(), "apigateway", c.region, "", "/clientcertificates"}, ":")
	if asked.id != "" {
		arn += "/" + asked.id
	}
	return arn
}
