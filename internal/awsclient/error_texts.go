package awsclient

import (
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// permissionsPage is the page of the provider's documentation that has the
// least policy for each data source.
const permissionsPage = "docs/index.md#permissions"

// errorText is what a person is told of a kind of failure: the summary, the
// end of the sentence "Reading … failed:", and what to do, as far as one can say.
type errorText struct {
	summary string
	what    func(err error) string
	advice  func(c *Client, asked request, err error) string
}

func always(sentence string) func(error) string {
	return func(error) string { return sentence }
}

var texts = map[Kind]errorText{
	Failed: {
		summary: "Client Certificate Not Read",
		what: func(err error) string {
			if statusCode(err) == 0 && errorCode(err) == "" {
				return "the request could not be made."
			}
			return "API Gateway did not accept the request."
		},
		advice: func(c *Client, _ request, err error) string {
			if !isRegionRefused(err) {
				return ""
			}
			return fmt.Sprintf("%q cannot be the code of an AWS Region. Correct region in the provider block or the data source; skip_region_validation = true has let it pass.", c.region)
		},
	},
	NotFound: {
		summary: "Client Certificate Not Found",
		what:    always("there is none with this id."),
		advice: func(c *Client, asked request, _ error) string {
			return fmt.Sprintf("An id belongs to one account and one Region. Check that the credentials are those of the account that has the certificate, and that %s is its Region; "+
				"`aws apigateway get-client-certificates --region %s` lists what is there. "+
				"A certificate that was rotated has a new id: select it with filter instead of its id.", c.region, c.region)
		},
	},
	Denied: {
		summary: "Access Denied",
		what:    always("the credentials lack the permission."),
		advice: func(c *Client, asked request, _ error) string {
			return fmt.Sprintf("Allow the action apigateway:GET on the resource %s:\n\n"+
				"  {\"Effect\": \"Allow\", \"Action\": \"apigateway:GET\", \"Resource\": \"%s\"}\n\n"+
				"The whole policy is in the provider's documentation, %s.", c.resource(asked), c.resource(asked), permissionsPage)
		},
	},
	CredentialsExpired: {
		summary: "AWS Credentials Have Expired",
		what:    always("the credentials have expired."),
		advice: func(*Client, request, error) string {
			return "Sign in again (for IAM Identity Center: `aws sso login --profile NAME`) or renew the session token, and run Terraform again."
		},
	},
	CredentialsInvalid: {
		summary: "AWS Credentials Are Not Valid",
		what:    always("AWS does not accept the credentials, or the signature made with them."),
		advice:  credentialsAdvice,
	},
	CredentialsNotFound: {
		summary: "AWS Credentials Not Available",
		what:    always("the credentials could not be had anew."),
		advice: func(*Client, request, error) string {
			return "They were there when the provider started, and ran out since. Check where they come from: STS for an assumed role, IAM Identity Center, the program that credential_process names, the container's credentials, or the instance metadata service."
		},
	},
	Throttled: {
		summary: "Too Many Requests",
		what:    always("API Gateway throttled every attempt."),
		advice: func(c *Client, _ request, _ error) string {
			return fmt.Sprintf("An account may send %d requests a second in a Region, shared by everything that manages API Gateway there. "+
				"Run Terraform when less else is running, raise max_retries in the provider block and timeouts { read } in the data source, or read many certificates at once with data \"apigateway_client_certificates\".", accountRate)
		},
	},
	Unsendable: {
		summary: "Request Cannot Be Sent",
		what: func(err error) string {
			return fmt.Sprintf("the header %s of the request has a character that no header may have, such as a line end.", unsendableHeader(err))
		},
		advice: headerAdvice,
	},
	Unreachable: {
		summary: "API Gateway Cannot Be Reached",
		what:    always("no connection could be made."),
		advice:  addressAdvice,
	},
	Disconnected: {
		summary: "Connection to API Gateway Lost",
		what:    always("every connection broke before an answer had arrived whole."),
		advice:  addressAdvice,
	},
	Untrusted: {
		summary: "TLS Certificate Not Trusted",
		what:    untrusted,
		advice:  trustAdvice,
	},
	NotTLS: {
		summary: "Endpoint Does Not Speak TLS",
		what:    always("the address begins with https, and what answers there does not speak TLS."),
		advice:  addressAdvice,
	},
	Proxy: {
		summary: "No Connection Through the Proxy",
		what: func(err error) string {
			if isUnreachable(err) {
				return "the proxy between this machine and API Gateway cannot be reached."
			}
			return "the proxy between this machine and API Gateway let nothing through."
		},
		advice: func(c *Client, _ request, _ error) string {
			return fmt.Sprintf("Check http_proxy, https_proxy and no_proxy in the provider block, and HTTP_PROXY, HTTPS_PROXY and NO_PROXY in the environment: whether the address is right, whether the proxy wants a user name and a password in it, and whether it allows connections to %s.", c.address())
		},
	},
	Unavailable: {
		summary: "API Gateway Is Not Available",
		what:    always("the service failed at every attempt."),
		advice: func(c *Client, _ request, _ error) string {
			return fmt.Sprintf("The configuration is not to blame. Try again in a few minutes; https://health.aws.amazon.com shows how the service is. Requests go to %s.", c.address())
		},
	},
	UnusableAnswer: {
		summary: "Unusable Answer",
		what:    always("what came back is not what API Gateway sends."),
		advice: func(c *Client, _ request, _ error) string {
			return fmt.Sprintf("Something else may answer in its place: a proxy, a captive portal, or another service at the endpoint. Requests go to %s.", c.address())
		},
	},
	TimedOut: {
		summary: "Time Ran Out",
		what: func(err error) string {
			if over, ok := errors.AsType[*outOfTimeError](err); ok {
				return fmt.Sprintf("the %s that timeouts { read } allows are over.", over.allowed)
			}
			return "the time that timeouts { read } allows is over."
		},
		advice: func(*Client, request, error) string {
			return "If the cause below passes with time, allow more, such as timeouts { read = \"10m\" } in the data source."
		},
	},
	Interrupted: {
		summary: "Interrupted",
		what:    always("it was stopped before an answer came."),
	},
}

func untrusted(err error) string {
	if authority, ok := errors.AsType[x509.UnknownAuthorityError](err); ok && authority.Cert != nil {
		return fmt.Sprintf("the endpoint's TLS certificate was issued by %q, which is not trusted.", printable(authority.Cert.Issuer.String()))
	}
	if name, ok := errors.AsType[x509.HostnameError](err); ok {
		return fmt.Sprintf("the endpoint's TLS certificate is for another host name than %q.", printable(name.Host))
	}
	return "the endpoint's TLS certificate was not accepted."
}

func trustAdvice(c *Client, asked request, err error) string {
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return addressAdvice(c, asked, err)
	}
	about := fmt.Sprintf("This is about the certificate of %s and not about a client certificate.", c.address())
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); !ok {
		return about + " It has to be replaced there."
	}
	trusted := "The certificate authorities of this machine are trusted; neither custom_ca_bundle nor AWS_CA_BUNDLE names others."
	if c.caBundle != "" {
		trusted = fmt.Sprintf("The certificate authorities in %s are trusted, and no others.", c.caBundle)
	}
	return fmt.Sprintf("%s %s Where a proxy or a private endpoint has an authority of its own, name a file with that authority's certificate in custom_ca_bundle or AWS_CA_BUNDLE.", about, trusted)
}

func credentialsAdvice(c *Client, _ request, err error) string {
	if code := errorCode(err); code == "InvalidSignatureException" || code == "SignatureDoesNotMatch" {
		return fmt.Sprintf("Check that the secret key belongs to the access key, that the clock of this machine is right, and that %s is a Region that %s serves.", c.region, c.address())
	}
	return fmt.Sprintf("Check that access key, secret key and session token belong together, and to the AWS partition of %s (%s). "+
		"`aws sts get-caller-identity` tells whose credentials the environment has.", c.region, c.Partition())
}

// headerAdvice says where what is in a header comes from.
func headerAdvice(_ *Client, _ request, err error) string {
	switch unsendableHeader(err) {
	case "Authorization":
		return "The access key id goes into it: look for a line end in access_key in the provider block, AWS_ACCESS_KEY_ID, or the profile."
	case "X-Amz-Security-Token":
		return "The session token goes into it: look for a line end in token in the provider block, AWS_SESSION_TOKEN, or the profile."
	default:
		return "Look for a line end in user_agent in the provider block, and in TF_APPEND_USER_AGENT and AWS_SDK_UA_APP_ID in the environment."
	}
}

// addressAdvice says where requests go and why.
func addressAdvice(c *Client, _ request, _ error) string {
	if c.endpoint == "" {
		return fmt.Sprintf("Requests go to %s; no endpoint override is in force. Check that %s is a Region that exists, and the network, DNS and proxy settings of this machine.", c.address(), c.region)
	}
	return fmt.Sprintf("Requests go to %s, since an endpoint override is in force (%s). Check what listens there, or remove the override.", c.address(), endpointSettings)
}

// resource is the ARN that an IAM policy names for asked.
func (c *Client) resource(asked request) string {
	resource := "/clientcertificates"
	if asked.id != "" {
		resource += "/" + asked.id
	}
	return arn.ARN{Partition: c.Partition(), Service: "apigateway", Region: c.region, Resource: resource}.String()
}
