package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"terraform-provider-apigateway/internal/awsclient"
	"terraform-provider-apigateway/internal/clientcertificate"
)

// stringCheck is a validator made of a function that returns what is wrong with
// a known value. Null and unknown values are not checked.
type stringCheck struct {
	description string
	check       func(string) error
	quote       func(string) string // How to show the value; nil shows all of it.
}

// Description says what a value must be.
func (v stringCheck) Description(context.Context) string { return v.description }

// MarkdownDescription returns Description.
func (v stringCheck) MarkdownDescription(context.Context) string { return v.description }

// ValidateString adds an error on the attribute if the value fails the check.
func (v stringCheck) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	value := req.ConfigValue.ValueString()
	if err := v.check(value); err != nil {
		if v.quote != nil {
			value = v.quote(value)
		}
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid Attribute Value",
			fmt.Sprintf("Attribute %s must be %s, got: %q: %s.", frameworkPath(req.Path), v.description, value, err))
	}
}

// unlessEmpty accepts an empty string, which means "not set" as in hashicorp/aws:
// a copied block has one where a variable has no value. Only for http_proxy and
// https_proxy, as there, does it mean "none".
type unlessEmpty struct {
	validator.String
}

// ValidateString validates a value that is not empty.
func (v unlessEmpty) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.ValueString() != "" || req.ConfigValue.IsUnknown() {
		v.String.ValidateString(ctx, req, resp)
	}
}

var booleanText = stringCheck{description: "true or false", check: func(value string) error {
	if _, err := strconv.ParseBool(value); err != nil {
		return errors.New("it is neither")
	}
	return nil
}}

var notBlank = stringCheck{description: "text that is not blank", check: func(value string) error {
	if strings.TrimSpace(value) == "" {
		return errors.New("omit the attribute or set it to null instead")
	}
	return nil
}}

var accountIDPattern = regexp.MustCompile(`^[0-9]{12}$`)

var accountID = stringCheck{description: "the id of an AWS account", check: func(value string) error {
	if !accountIDPattern.MatchString(value) {
		return errors.New("it is not twelve digits")
	}
	return nil
}}

var clientCertificateID = stringCheck{description: "the id of a client certificate", check: clientcertificate.ValidateID}

var amazonResourceName = stringCheck{description: "an Amazon Resource Name", check: func(value string) error {
	parsed, err := arn.Parse(value)
	if err != nil {
		return err
	}
	if parsed.Service == "" || parsed.Resource == "" {
		return errors.New("the service or the resource is missing")
	}
	return nil
}}

var sessionDuration = stringCheck{description: "a duration from 15m to 12h", check: func(value string) error {
	duration, err := time.ParseDuration(value)
	if err != nil {
		return err
	}
	if duration < 15*time.Minute || duration > 12*time.Hour {
		return errors.New("STS accepts neither shorter nor longer sessions")
	}
	return nil
}}

// positiveDuration leaves what is not a duration to the validator of the
// timeouts.
var positiveDuration = stringCheck{description: "a duration longer than zero", check: func(value string) error {
	if duration, err := time.ParseDuration(value); err == nil && duration <= 0 {
		return errors.New("nothing can be read in that time")
	}
	return nil
}}

var jsonText = stringCheck{description: "valid JSON", check: func(value string) error {
	var anything any
	return json.Unmarshal([]byte(value), &anything)
}}

var endpointURL = stringCheck{
	description: "an http or https URL with a host",
	check:       func(value string) error { return checkURL(value, "http", "https") },
	quote:       awsclient.WithoutUserinfo,
}

var proxyURL = stringCheck{
	description: "the URL or host:port of a proxy, or empty for none",
	check:       func(value string) error { return checkURL(withScheme(value), "http", "https", "socks5", "socks5h") },
	quote:       awsclient.WithoutUserinfo,
}

// withScheme returns the URL that a proxy's host:port stands for in HTTP_PROXY.
// The base library would take what precedes the colon for a scheme, convert it
// to lower case, user names included, and reject an IP address.
func withScheme(proxy string) string {
	if proxy == "" || strings.Contains(proxy, ":/") {
		return proxy
	}
	return "http://" + proxy
}

func checkURL(value string, schemes ...string) error {
	u, err := url.Parse(value)
	if err != nil {
		return errors.New("it is not a URL") // The parser's own error may quote part of a password.
	}
	for _, scheme := range schemes {
		if u.Scheme == scheme && u.Host != "" {
			return nil
		}
	}
	return fmt.Errorf("it does not start with %s:// and a host", strings.Join(schemes, ":// or "))
}
