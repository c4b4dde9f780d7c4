package provider

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSTS_webIdentity(t *testing.T) {
	const arn = "arn:aws:iam::111111111111:role/oidc"
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("header.payload.file"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		config      string
		environment map[string]string
		form        url.Values
	}{
		"all arguments": {
			config: `"web_identity_token":"header.payload.block","duration":"1h","policy":"{}","policy_arns":["arn:aws:iam::aws:policy/A"]`,
			form: url.Values{
				"WebIdentityToken": {"header.payload.block"}, "DurationSeconds": {"3600"}, "Policy": {"{}"}, "PolicyArns.member.1.arn": {"arn:aws:iam::aws:policy/A"},
			},
		},
		"a file":                                  {config: fmt.Sprintf(`"web_identity_token_file":%q`, file), form: url.Values{"WebIdentityToken": {"header.payload.file"}}},
		"TF_AWS_WEB_IDENTITY_TOKEN":               {config: `"duration":null`, environment: map[string]string{"TF_AWS_WEB_IDENTITY_TOKEN": "header.payload.environment"}, form: url.Values{"WebIdentityToken": {"header.payload.environment"}}},
		"AWS_WEB_IDENTITY_TOKEN_FILE":             {config: `"duration":null`, environment: map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": file}, form: url.Values{"WebIdentityToken": {"header.payload.file"}}},
		"AWS_WEB_IDENTITY_TOKEN_FILE, other role": {config: `"duration":null`, environment: map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": file, "AWS_ROLE_ARN": "arn:aws:iam::111111111111:role/other"}, form: url.Values{"WebIdentityToken": {"header.payload.file"}}},
	} {
		t.Run(name, func(t *testing.T) {
			for name, value := range test.environment {
				t.Setenv(name, value)
			}
			test.form.Set("RoleArn", arn)
			test.form.Set("RoleSessionName", "plan")
			role := answering("AssumeRoleWithWebIdentity", "OIDC", test.form)
			sts := startSTS(t, role)
			server, id := letsIn(t, "OIDC")
			config := merged(t, endpointsTo(server, "sts", sts.URL), fmt.Sprintf(`{"assume_role_with_web_identity":[{"role_arn":%q,"session_name":"plan",%s}]}`, arn, test.config))
			if found := newProtocol(t).read(config, id); len(found) > 0 {
				t.Errorf("findings: %v", found)
			}
			if diff := cmp.Diff([]stsRequest{{"", role.Request.Body}}, sts.distinct()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSTS_webIdentityIsOneBlocks checks that the role of one provider block does
// not leak into the next one in the same process.
func TestSTS_webIdentityIsOneBlocks(t *testing.T) {
	file := textFile(t, "header.payload.file")
	t.Setenv("AWS_WEB_IDENTITY_TOKEN_FILE", file)
	role := answering("AssumeRoleWithWebIdentity", "OIDC", url.Values{"RoleArn": {aRoleARN}, "RoleSessionName": {"plan"}, "WebIdentityToken": {"header.payload.file"}})
	sts := startSTS(t, role)
	config := fmt.Sprintf(`{"region":"eu-west-1","endpoints":[{"sts":%q}]}`, sts.URL)
	if found := newProtocol(t).configure(merged(t, config, `{"assume_role_with_web_identity":[{"role_arn":"`+aRoleARN+`","session_name":"plan"}]}`)); len(found) > 0 {
		t.Fatalf("findings: %v", found)
	}
	asked := len(sts.requests)
	expectOne(t, newProtocol(t).configure(config), "Missing Role ARN", "AWS_WEB_IDENTITY_TOKEN_FILE is set, but no role to assume with the token. Set AWS_ROLE_ARN, or remove the variable.")
	if more := len(sts.requests) - asked; more > 0 {
		t.Errorf("%d requests to STS for a block without a role", more)
	}
}

func TestSTS_webIdentityWithoutOneToken(t *testing.T) {
	const config = `{"region":"eu-west-1","assume_role_with_web_identity":[{"role_arn":"arn:aws:iam::111111111111:role/oidc"}]}`
	const at = "assume_role_with_web_identity[0]"
	want := []finding{{at, "Missing Web Identity Token", "Set web_identity_token or web_identity_token_file in the block, or TF_AWS_WEB_IDENTITY_TOKEN or AWS_WEB_IDENTITY_TOKEN_FILE in the environment."}}
	if diff := cmp.Diff(want, newProtocol(t).configure(config)); diff != "" {
		t.Error(diff)
	}
	t.Setenv("TF_AWS_WEB_IDENTITY_TOKEN", "jwt.")
	t.Setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "file")
	want = []finding{{at, "Conflicting Web Identity Tokens", "TF_AWS_WEB_IDENTITY_TOKEN and AWS_WEB_IDENTITY_TOKEN_FILE are both set in the environment. Unset one of them, or set web_identity_token or web_identity_token_file in the block."}}
	if diff := cmp.Diff(want, newProtocol(t).configure(config)); diff != "" {
		t.Error(diff)
	}
}

func TestSTS_webIdentityTokenOfNoUse(t *testing.T) {
	t.Parallel()
	expired := startSTS(t, refusing("AssumeRoleWithWebIdentity", "ExpiredTokenException", "Token expired: current date/time must be before the expiration date/time"))
	for name, test := range map[string]struct{ token, summary, text string }{
		"expired": {`"web_identity_token":"header.payload.signature"`, "Web Identity Token Has Expired",
			"Get a new one where it comes from (web_identity_token in the provider block, TF_AWS_WEB_IDENTITY_TOKEN, or the file named by web_identity_token_file in the provider block or the profile, or AWS_WEB_IDENTITY_TOKEN_FILE) and run Terraform again."},
		"missing": {`"web_identity_token_file":"/no/such/file"`, "Web Identity Token Not Read", "open /no/such/file: no such file or directory"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := newProtocol(t).configure(fmt.Sprintf(`{"region":"eu-west-1","endpoints":[{"sts":%q}],"assume_role_with_web_identity":[{"role_arn":%q,"session_name":"plan",%s}]}`,
				expired.URL, aRoleARN, test.token))
			expectOne(t, found, test.summary, test.text)
		})
	}
}
