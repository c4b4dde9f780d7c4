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

// stringCheck is a validator made of a function that says what is wrong with a
// known value. Null and unknown values are never checked.
type stringCheck struct {
	description string
	check       func(string) error
	quote       func(string) string // How the value is shown; nil shows all of it.
}

// Description says what a value has to be.
func (v stringCheck) Description(context.Context) string { return v.description }

// MarkdownDescription says the same.
func (v stringCheck) MarkdownDescription(context.Context) string { return v.description }

// ValidateString adds an error on the attribute that names value and fault.
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

// unlessEmpty leaves an empty text to hashicorp/aws' reading of it: not set. In
// a copied block it stands where a variable has no value. Only for http_proxy and
// https_proxy, as there, it says that there is none.
type unlessEmpty struct {
	validator.String
}

// ValidateString validates what is not empty.
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
		return errors.New("leave the attribute out, or set it to null, where there is nothing to say")
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
		return errors.New("it names no service or no resource")
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

// positiveDuration leaves what is no duration to the validator of the timeouts.
var positiveDuration = stringCheck{description: "a duration longer than zero", check: func(value string) error {
	if duration, err := time.ParseDuration(value); err == nil && duration <= 0 {
		return errors.New("no read is that fast")
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

// withScheme is the URL that a proxy's host:port stands for in HTTP_PROXY. Left
// to itself, the base library takes what stands before the colon for a scheme,
// puts it in lower case, user names too, and refuses an IP address.
func withScheme(proxy string) string {
	if proxy == "" || strings.Contains(proxy, ":/") {
		return proxy
	}
	return "http://" + proxy
}

func checkURL(value string, schemes ...string) error {
	u, err := url.Parse(value)
	if err != nil {
		return errors.New("it is not a URL") // The parser's own words quote parts of what may be a password.
	}
	for _, scheme := range schemes {
		if u.Scheme == scheme && u.Host != "" {
			return nil
		}
	}
	return fmt.Errorf("it does not begin with one of %s:// and a host", strings.Join(schemes, "://, "))
}
