package provider

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/aws-sdk-go-base/v2/servicemocks"
)

// fakeSTS is the base library's mock, which records the requests here.
type fakeSTS struct {
	*httptest.Server

	mu       sync.Mutex
	requests []stsRequest
}

type stsRequest struct {
	AccessKeyID string // Of the signature; "" if there is none.
	Form        string // In alphabetical order.
}

func startSTS(t *testing.T, endpoints ...*servicemocks.MockEndpoint) *fakeSTS {
	t.Helper()
	sts := &fakeSTS{Server: servicemocks.MockAwsApiServer("STS", endpoints)}
	t.Cleanup(sts.Close)
	mock := sts.Config.Handler
	sts.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
		key, _, _ := strings.Cut(credential, "/")
		sts.mu.Lock()
		sts.requests = append(sts.requests, stsRequest{key, string(body)})
		sts.mu.Unlock()
		mock.ServeHTTP(w, r)
	})
	return sts
}

// distinct returns the requests without consecutive duplicates: the base library
// assumes a role once to see whether it can, and again to use it.
func (s *fakeSTS) distinct() []stsRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Compact(slices.Clone(s.requests))
}

// answering returns a mock of an STS operation that returns key, and a secret and a
// token named after it.
func answering(operation, key string, form url.Values) *servicemocks.MockEndpoint {
	form.Set("Action", operation)
	form.Set("Version", "2011-06-15")
	body := fmt.Sprintf(`<%[1]sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%[1]sResult><AssumedRoleUser><Arn>arn:aws:sts::111111111111:assumed-role/a/b</Arn><AssumedRoleId>AROA:b</AssumedRoleId></AssumedRoleUser>`+
		`<Credentials><AccessKeyId>%[2]s</AccessKeyId><SecretAccessKey>%[2]s-secret</SecretAccessKey><SessionToken>%[2]s-token</SessionToken><Expiration>2099-12-31T23:59:59Z</Expiration></Credentials></%[1]sResult></%[1]sResponse>`,
		operation, key)
	return &servicemocks.MockEndpoint{
		Request:  &servicemocks.MockRequest{Method: http.MethodPost, Uri: "/", Body: form.Encode()},
		Response: &servicemocks.MockResponse{StatusCode: http.StatusOK, Body: body, ContentType: "text/xml"},
	}
}

// TestSTS_chainOfRoles checks that every argument of a role reaches STS, and that
// each role is assumed with the credentials of the one before.
func TestSTS_chainOfRoles(t *testing.T) {
	t.Parallel()
	first := url.Values{
		"RoleArn": {"arn:aws:iam::111111111111:role/first"}, "DurationSeconds": {"5400"}, "ExternalId": {"outside"}, "Policy": {`{"Version":"2012-10-17"}`},
		"PolicyArns.member.1.arn": {"arn:aws:iam::aws:policy/A"}, "PolicyArns.member.2.arn": {"arn:aws:iam::aws:policy/B"},
		"RoleSessionName": {"plan"}, "SourceIdentity": {"someone"}, "Tags.member.1.Key": {"Team"}, "Tags.member.1.Value": {"edge"}, "TransitiveTagKeys.member.1": {"Team"},
	}
	second := url.Values{"RoleArn": {"arn:aws:iam::222222222222:role/second"}, "DurationSeconds": {"900"}, "RoleSessionName": {"read"}}
	firstRole, secondRole := answering("AssumeRole", "FIRST", first), answering("AssumeRole", "SECOND", second)
	sts := startSTS(t, firstRole, secondRole)
	server, id := letsIn(t, "SECOND")
	config := merged(t, endpointsTo(server, "sts", sts.URL), `{"access_key":"START","secret_key":"x","assume_role":[
		{"role_arn":"arn:aws:iam::111111111111:role/first","duration":"1h30m","external_id":"outside","policy":"{\"Version\":\"2012-10-17\"}",
		 "policy_arns":["arn:aws:iam::aws:policy/B","arn:aws:iam::aws:policy/A"],"session_name":"plan","source_identity":"someone","tags":{"Team":"edge"},"transitive_tag_keys":["Team"]},
		{"role_arn":"arn:aws:iam::222222222222:role/second","session_name":"read"}]}`)
	if found := newProtocol(t).read(config, id); len(found) > 0 {
		t.Errorf("findings: %v", found)
	}
	want := []stsRequest{{"START", firstRole.Request.Body}, {"FIRST", secondRole.Request.Body}}
	if diff := cmp.Diff(want, sts.distinct()); diff != "" {
		t.Error(diff)
	}
	if n := server.Count(""); n != 1 {
		t.Errorf("%d requests to API Gateway, want 1", n)
	}
}

// TestSTS_quotesTheRequest has STS quote the request's token, as it does if the
// signature does not match.
func TestSTS_quotesTheRequest(t *testing.T) {
	t.Parallel()
	sts := startSTS(t, refusing("AssumeRole", "SignatureDoesNotMatch", "host:sts x-amz-security-token:IQoJb3JpZ2luX2VjSECRET+a/b== x-amz-date"))
	found := newProtocol(t).configure(merged(t, keysOfTheEmulator, fmt.Sprintf(`{"token":"IQoJb3JpZ2luX2VjSECRET+a/b==","endpoints":[{"sts":%q}],"assume_role":[%s]}`, sts.URL, aRole)))
	expectOne(t, found, "Invalid AWS Credentials", "SignatureDoesNotMatch: host:sts x-amz-security-token:… x-amz-date")
}

func TestSTS_expiredBeforeARole(t *testing.T) {
	t.Parallel()
	sts := startSTS(t, refusing("AssumeRole", "ExpiredToken", "The security token included in the request is expired"))
	found := newProtocol(t).configure(merged(t, keysOfTheEmulator, fmt.Sprintf(`{"endpoints":[{"sts":%q}],"assume_role":[%s]}`, sts.URL, aRole)))
	expectOne(t, found, "AWS Credentials Have Expired",
		"The credentials from access_key, secret_key and token in the provider block are temporary and have expired. Get new ones and run Terraform again.\n\n"+
			"Cause: ExpiredToken: The security token included in the request is expired")
	if n := len(sts.requests); n != 1 {
		t.Errorf("%d requests to STS, want 1", n)
	}
}

func TestSTS_invalidBeforeARole(t *testing.T) {
	t.Parallel()
	sts := startSTS(t, refusing("AssumeRole", "InvalidClientTokenId", "The security token included in the request is invalid."))
	found := newProtocol(t).configure(merged(t, keysOfTheEmulator, fmt.Sprintf(`{"endpoints":[{"sts":%q}],"assume_role":[%s]}`, sts.URL, aRole)))
	expectOne(t, found, "Invalid AWS Credentials",
		"The role "+aRoleARN+" was not assumed because STS rejected the credentials from access_key, secret_key and token in the provider block or the signature made with them. "+
			"Check that access key, secret key and session token belong together and to the AWS partition of the role, and that the clock of this machine is right.\n\n"+
			"Cause: InvalidClientTokenId: The security token included in the request is invalid.")
}

// refusing returns a mock of an STS operation on aRoleARN that returns an error.
func refusing(operation, code, message string) *servicemocks.MockEndpoint {
	form := make(url.Values)
	switch operation {
	case "AssumeRole":
		form = url.Values{"RoleArn": {aRoleARN}, "RoleSessionName": {"plan"}, "DurationSeconds": {"900"}}
	case "AssumeRoleWithWebIdentity":
		form = url.Values{"RoleArn": {aRoleARN}, "RoleSessionName": {"plan"}, "WebIdentityToken": {"header.payload.signature"}}
	}
	refusal := answering(operation, "", form)
	refusal.Response.StatusCode = http.StatusForbidden
	refusal.Response.Body = fmt.Sprintf(`<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>1</RequestId></ErrorResponse>`, code, message)
	return refusal
}

func TestSTS_roleThatMayNotBeAssumed(t *testing.T) {
	const denied = "User: arn:aws:iam::222222222222:user/someone is not authorized to perform: sts:AssumeRole on resource: " + aRoleARN
	const advice = "could not be assumed. Check that it exists, that its trust policy names the caller (with the external id and the tags, if it requires them), and that the caller may call sts:AssumeRole on it.\n\nCause: AccessDenied: " + denied
	sts := startSTS(t, refusing("AssumeRole", "AccessDenied", denied))
	endpoint := fmt.Sprintf(`{"endpoints":[{"sts":%q}]}`, sts.URL)

	found := newProtocol(t).configure(merged(t, keysOfTheEmulator, endpoint, `{"assume_role":[`+aRole+`]}`))
	if diff := cmp.Diff([]finding{{"", "AWS Role Cannot Be Assumed", "The role " + aRoleARN + " " + advice}}, found); diff != "" {
		t.Error(diff)
	}

	t.Setenv("AWS_CONFIG_FILE", textFile(t, "[profile reader]\nrole_arn = "+aRoleARN+"\nrole_session_name = plan\nsource_profile = default\n"))
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", textFile(t, "[default]\naws_access_key_id = x\naws_secret_access_key = x\n"))
	found = newProtocol(t).configure(merged(t, endpoint, `{"region":"eu-west-1","profile":"reader"}`))
	if diff := cmp.Diff([]finding{{"", "AWS Role Cannot Be Assumed", "The role named by the profile (reader) or AWS_ROLE_ARN " + advice}}, found); diff != "" {
		t.Error(diff)
	}
}
