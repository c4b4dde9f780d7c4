package awsclient

import (
	"crypto/x509"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// errorText is the text of a kind of failure: the summary, the end of the
// sentence "Reading … failed:", and what to do, if anything.
type errorText struct {
	summary string
	what    func(err error) string
	advice  func(c *Client, id string, err error) string
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
			return "API Gateway rejected the request."
		},
		advice: func(c *Client, _ string, err error) string {
			if !isRegionRefused(err) {
				return ""
			}
			return fmt.Sprintf("%q is not a valid Region code; it was accepted because skip_region_validation is true. Correct region in the provider block or the data source.", c.region)
		},
	},
	NotFound: {
		summary: "Client Certificate Not Found",
		what:    always("no client certificate has this id."),
		advice: func(c *Client, id string, _ error) string {
			return fmt.Sprintf("An id belongs to one account and one Region. Check that the credentials belong to the account that owns the certificate, and that %s is its Region; "+
				"`aws apigateway get-client-certificates --region %s` lists the certificates there. "+
				"After a rotation the certificate has a new id: select it with filter instead.", c.region, c.region)
		},
	},
	Denied: {
		summary: "Access Denied",
		what:    always("the credentials lack the required permission."),
		advice: func(c *Client, id string, _ error) string {
			return fmt.Sprintf("Allow the action apigateway:GET on the resource %s:\n\n"+
				"  {\"Effect\": \"Allow\", \"Action\": \"apigateway:GET\", \"Resource\": \"%s\"}\n\n"+
				"The whole policy is in the provider's documentation, under Permissions. "+
				"If the cause below names an explicit deny, a permissions boundary, or the policy of a session, an organization or an endpoint, change that instead.", c.resource(id), c.resource(id))
		},
	},
	CredentialsExpired: {
		summary: "AWS Credentials Have Expired",
		what:    always("the credentials have expired."),
		advice: func(*Client, string, error) string {
			return "Sign in again (for IAM Identity Center: `aws sso login --profile NAME`) or renew the session token, then run Terraform again."
		},
	},
	CredentialsInvalid: {
		summary: "Invalid AWS Credentials",
		what:    always("AWS rejected the credentials or the signature made with them."),
		advice:  credentialsAdvice,
	},
	CredentialsNotFound: {
		summary: "AWS Credentials Not Available",
		what:    always("the credentials could not be renewed."),
		advice: func(*Client, string, error) string {
			return "They were available when the provider started and have expired since. Check their source: STS for an assumed role, IAM Identity Center, the program in credential_process, the container's credentials, or the instance metadata service."
		},
	},
	Throttled: {
		summary: "Too Many Requests",
		what:    always("API Gateway throttled the request."),
		advice: func(c *Client, _ string, _ error) string {
			return fmt.Sprintf("An account may send %d requests per second in a Region, shared by everything that manages API Gateway there. "+
				"Run Terraform at a quieter time, raise max_retries in the provider block and timeouts { read } in the data source, or read many certificates at once with data \"apigateway_client_certificates\".", accountRate)
		},
	},
	Unsendable: {
		summary: "Invalid Request Header",
		what: func(err error) string {
			return fmt.Sprintf("the request header %s contains a character that is not allowed in headers, such as a line break.", unsendableHeader(err))
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
		what:    always("the connection broke before the response was complete."),
		advice:  addressAdvice,
	},
	Untrusted: {
		summary: "TLS Certificate Not Trusted",
		what:    untrusted,
		advice:  trustAdvice,
	},
	NotTLS: {
		summary: "Endpoint Does Not Speak TLS",
		what:    always("the address begins with https, but the server there does not speak TLS."),
		advice:  addressAdvice,
	},
	Proxy: {
		summary: "Proxy Connection Failed",
		what: func(err error) string {
			if isUnreachable(err) {
				return "the proxy between this machine and API Gateway cannot be reached."
			}
			return "the proxy between this machine and API Gateway did not forward the request."
		},
		advice: func(c *Client, _ string, _ error) string {
			return fmt.Sprintf("Check http_proxy, https_proxy and no_proxy in the provider block, and HTTP_PROXY, HTTPS_PROXY and NO_PROXY in the environment: that the address is right, that it includes a user name and password if the proxy requires them, and that the proxy allows connections to %s.", c.address())
		},
	},
	Unavailable: {
		summary: "API Gateway Unavailable",
		what:    always("the service failed with a server error."),
		advice: func(c *Client, _ string, _ error) string {
			if c.endpoint != "" {
				return fmt.Sprintf("Requests go to %s because a custom endpoint is set (%s). Check what responds there, or try again in a few minutes.", c.address(), endpointSettings)
			}
			return fmt.Sprintf("The configuration is not to blame. Try again in a few minutes; https://health.aws.amazon.com shows the state of the service. Requests go to %s.", c.address())
		},
	},
	UnexpectedResponse: {
		summary: "Unexpected Response",
		what:    always("the response is not what API Gateway sends."),
		advice: func(c *Client, _ string, _ error) string {
			return fmt.Sprintf("Something else may be responding instead: a proxy, a captive portal, or another service at the endpoint. Requests go to %s.", c.address())
		},
	},
	TimedOut: {
		summary: "Read Timed Out",
		what: func(err error) string {
			if over, ok := errors.AsType[*outOfTimeError](err); ok {
				return fmt.Sprintf("it took longer than the %s that timeouts { read } allows.", over.allowed)
			}
			return "it took longer than timeouts { read } allows."
		},
		advice: func(*Client, string, error) string {
			return "If the cause below is temporary, allow more time, such as timeouts { read = \"10m\" } in the data source."
		},
	},
	Interrupted: {
		summary: "Interrupted",
		what:    always("it was stopped before a response arrived."),
	},
}

func untrusted(err error) string {
	if authority, ok := errors.AsType[x509.UnknownAuthorityError](err); ok && authority.Cert != nil {
		return fmt.Sprintf("the endpoint's TLS certificate was issued by %q, which is not trusted.", printable(authority.Cert.Issuer.String()))
	}
	if name, ok := errors.AsType[x509.HostnameError](err); ok {
		return fmt.Sprintf("the endpoint's TLS certificate is not valid for the host name %q.", printable(name.Host))
	}
	return "the endpoint's TLS certificate was not accepted."
}

func trustAdvice(c *Client, id string, err error) string {
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return addressAdvice(c, id, err)
	}
	about := fmt.Sprintf("This is the TLS certificate of %s, not a client certificate.", c.address())
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); !ok {
		if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
			return about + " Check the clock of this machine; if it is right, the certificate must be replaced there."
		}
		return about + " It must be replaced there."
	}
	trusted := "No CA bundle is set, so the certificate authorities of this machine are trusted."
	if c.caBundle != "" {
		trusted = fmt.Sprintf("Only the certificate authorities in %s are trusted.", c.caBundle)
	}
	return fmt.Sprintf("%s %s If a proxy or a private endpoint uses its own authority, name a file with that authority's certificate in custom_ca_bundle or AWS_CA_BUNDLE.", about, trusted)
}

func credentialsAdvice(c *Client, _ string, err error) string {
	if code := errorCode(err); code == "InvalidSignatureException" || code == "SignatureDoesNotMatch" {
		return fmt.Sprintf("Check that the secret key belongs to the access key, that the clock of this machine is right, and that %s is a Region that %s serves.", c.region, c.address())
	}
	return fmt.Sprintf("Check that the access key exists and is active, that access key, secret key and session token belong together, and to the AWS partition of %s (%s), "+
		"and that the account has enabled this Region, if it is one of those that have to be enabled. `aws sts get-caller-identity` shows whose credentials the environment holds.", c.region, c.Partition())
}

// headerAdvice names the settings that go into a header.
func headerAdvice(_ *Client, _ string, err error) string {
	switch unsendableHeader(err) {
	case "Authorization":
		return "It contains the access key id: look for a line break in access_key in the provider block, AWS_ACCESS_KEY_ID, or the profile."
	case "X-Amz-Security-Token":
		return "It contains the session token: look for a line break in token in the provider block, AWS_SESSION_TOKEN, or the profile."
	default:
		return "Look for a line break in user_agent in the provider block, and in TF_APPEND_USER_AGENT and AWS_SDK_UA_APP_ID in the environment."
	}
}

// addressAdvice says where requests go, and why.
func addressAdvice(c *Client, _ string, _ error) string {
	if c.endpoint == "" && c.variant.UseFIPSEndpoint == aws.FIPSEndpointStateEnabled {
		return fmt.Sprintf("Requests go to API Gateway's FIPS endpoint in %s, because use_fips_endpoint in the provider block or AWS_USE_FIPS_ENDPOINT is set. Not every Region has one: turn it off, or check the network, DNS and proxy settings of this machine.", c.region)
	}
	if c.endpoint == "" {
		return fmt.Sprintf("Requests go to %s; no custom endpoint is set. Check that %s is an existing Region, and check the network, DNS and proxy settings of this machine.", c.address(), c.region)
	}
	return fmt.Sprintf("Requests go to %s because a custom endpoint is set (%s). Check what listens there, or remove it.", c.address(), endpointSettings)
}

// resource returns the ARN for an IAM policy that allows to read the certificate
// with the given id, or the list if it is empty.
func (c *Client) resource(id string) string {
	resource := "/clientcertificates"
	if id != "" {
		resource += "/" + id
	}
	return arn.ARN{Partition: c.Partition(), Service: "apigateway", Region: c.region, Resource: resource}.String()
}
