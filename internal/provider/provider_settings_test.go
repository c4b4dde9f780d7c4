package provider

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/google/go-cmp/cmp"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"terraform-provider-apigateway/internal/awsclient"
)

// wired is everything a provider block sets.
type wired struct {
	Settings    awsclient.Settings
	IgnoreTags  ignoreTags
	WarningDays int64
}

// arrived returns what config sets, as Configure reads it.
func arrived(t *testing.T, config string) wired {
	t.Helper()
	var model providerModel
	block := tfsdk.Config{Schema: providerSchema(), Raw: fromJSON(t, providerType(t), config)}
	if diags := block.Get(t.Context(), &model); diags.HasError() {
		t.Fatalf("%s: %v", config, diags)
	}
	settings, diags := model.settings(t.Context(), "1.2.3", terraformVersion)
	if diags.HasError() {
		t.Fatalf("%s: %v", config, diags)
	}
	ignored, diags := model.ignoredTags(t.Context())
	if diags.HasError() {
		t.Fatalf("%s: %v", config, diags)
	}
	return wired{settings, ignored, model.warningDays()}
}

// nothingSet returns what an empty provider block sets.
func nothingSet() wired {
	return wired{
		Settings: awsclient.Settings{Config: awsbase.Config{
			CallerDocumentationURL: "the provider's documentation, under Authentication,",
			CallerName:             "Terraform Provider for API Gateway client certificates",
			UserAgent: awsbase.UserAgentProducts{
				{Name: "Terraform", Version: terraformVersion},
				{Name: "terraform-provider-apigateway", Version: "1.2.3"},
			},
		}},
		WarningDays: 30,
	}
}

// wiring has, for every argument, provider blocks that set only it, and the one
// difference this makes.
var wiring = map[string][]struct {
	config string
	want   func(*wired)
}{
	"access_key": {{`{"access_key":"AKIA"}`, func(w *wired) { w.Settings.AccessKey = "AKIA" }}},
	"allowed_account_ids": {{`{"allowed_account_ids":["222222222222","111111111111"]}`, func(w *wired) {
		w.Settings.AllowedAccountIds = []string{"111111111111", "222222222222"}
		w.Settings.VerifyAccount = true
	}}},
	"assume_role.duration":            {{`{"assume_role":[{"duration":"1h30m"}]}`, role(awsbase.AssumeRole{Duration: 90 * time.Minute})}},
	"assume_role.external_id":         {{`{"assume_role":[{"external_id":"outside"}]}`, role(awsbase.AssumeRole{ExternalID: "outside"})}},
	"assume_role.policy":              {{`{"assume_role":[{"policy":"{}"}]}`, role(awsbase.AssumeRole{Policy: "{}"})}},
	"assume_role.policy_arns":         {{`{"assume_role":[{"policy_arns":["b","a"]}]}`, role(awsbase.AssumeRole{PolicyARNs: []string{"a", "b"}})}},
	"assume_role.role_arn":            {{`{"assume_role":[{"role_arn":"first"},{"role_arn":"second"}]}`, role(awsbase.AssumeRole{RoleARN: "first"}, awsbase.AssumeRole{RoleARN: "second"})}},
	"assume_role.session_name":        {{`{"assume_role":[{"session_name":"plan"}]}`, role(awsbase.AssumeRole{SessionName: "plan"})}},
	"assume_role.source_identity":     {{`{"assume_role":[{"source_identity":"someone"}]}`, role(awsbase.AssumeRole{SourceIdentity: "someone"})}},
	"assume_role.tags":                {{`{"assume_role":[{"tags":{"Team":"edge"}}]}`, role(awsbase.AssumeRole{Tags: map[string]string{"Team": "edge"}})}},
	"assume_role.transitive_tag_keys": {{`{"assume_role":[{"transitive_tag_keys":["Team","Cost"]}]}`, role(awsbase.AssumeRole{TransitiveTagKeys: []string{"Cost", "Team"}})}},

	"assume_role_with_web_identity.duration":                {{`{"assume_role_with_web_identity":[{"duration":"1h","web_identity_token":"jwt."}]}`, webIdentity(awsbase.AssumeRoleWithWebIdentity{Duration: time.Hour, WebIdentityToken: "jwt."})}},
	"assume_role_with_web_identity.policy":                  {{`{"assume_role_with_web_identity":[{"policy":"{}","web_identity_token":"jwt."}]}`, webIdentity(awsbase.AssumeRoleWithWebIdentity{Policy: "{}", WebIdentityToken: "jwt."})}},
	"assume_role_with_web_identity.policy_arns":             {{`{"assume_role_with_web_identity":[{"policy_arns":["b","a"],"web_identity_token":"jwt."}]}`, webIdentity(awsbase.AssumeRoleWithWebIdentity{PolicyARNs: []string{"a", "b"}, WebIdentityToken: "jwt."})}},
	"assume_role_with_web_identity.role_arn":                {{`{"assume_role_with_web_identity":[{"role_arn":"arn","web_identity_token":"jwt."}]}`, webIdentity(awsbase.AssumeRoleWithWebIdentity{RoleARN: "arn", WebIdentityToken: "jwt."})}},
	"assume_role_with_web_identity.session_name":            {{`{"assume_role_with_web_identity":[{"session_name":"plan","web_identity_token":"jwt."}]}`, webIdentity(awsbase.AssumeRoleWithWebIdentity{SessionName: "plan", WebIdentityToken: "jwt."})}},
	"assume_role_with_web_identity.web_identity_token":      {{`{"assume_role_with_web_identity":[{"web_identity_token":"jwt."}]}`, webIdentity(awsbase.AssumeRoleWithWebIdentity{WebIdentityToken: "jwt."})}},
	"assume_role_with_web_identity.web_identity_token_file": {{`{"assume_role_with_web_identity":[{"web_identity_token_file":"~/jwt"}]}`, webIdentity(awsbase.AssumeRoleWithWebIdentity{WebIdentityTokenFile: "~/jwt"})}},

	"custom_ca_bundle":                   {{`{"custom_ca_bundle":"~/ca.pem"}`, func(w *wired) { w.Settings.CustomCABundle = "~/ca.pem" }}},
	"ec2_metadata_service_endpoint":      {{`{"ec2_metadata_service_endpoint":"http://[::1]"}`, func(w *wired) { w.Settings.EC2MetadataServiceEndpoint = "http://[::1]" }}},
	"ec2_metadata_service_endpoint_mode": {{`{"ec2_metadata_service_endpoint_mode":"IPv6"}`, func(w *wired) { w.Settings.EC2MetadataServiceEndpointMode = "IPv6" }}},
	"endpoints.apigateway": {
		{`{"endpoints":[{"apigateway":"http://a"}]}`, func(w *wired) { w.Settings.Endpoint = "http://a" }},
		{`{"endpoints":[{"apigateway":"http://a"},{"apigateway":"","sts":"http://t"}]}`, func(w *wired) { w.Settings.Endpoint, w.Settings.StsEndpoint = "http://a", "http://t" }},
	},
	"endpoints.iam":           {{`{"endpoints":[{"iam":"http://i"}]}`, func(w *wired) { w.Settings.IamEndpoint = "http://i" }}},
	"endpoints.sso":           {{`{"endpoints":[{"sso":"http://s"}]}`, func(w *wired) { w.Settings.SsoEndpoint = "http://s" }}},
	"endpoints.sts":           {{`{"endpoints":[{"sts":"http://t"}]}`, func(w *wired) { w.Settings.StsEndpoint = "http://t" }}},
	"expiration_warning_days": {{`{"expiration_warning_days":0}`, func(w *wired) { w.WarningDays = 0 }}, {`{"expiration_warning_days":7}`, func(w *wired) { w.WarningDays = 7 }}},
	"forbidden_account_ids": {
		{`{"forbidden_account_ids":["111111111111"]}`, func(w *wired) {
			w.Settings.ForbiddenAccountIds = []string{"111111111111"}
			w.Settings.VerifyAccount = true
		}},
		{`{"forbidden_account_ids":[]}`, func(w *wired) { w.Settings.ForbiddenAccountIds = []string{} }},
	},
	"http_proxy": {
		{`{"http_proxy":"https://p"}`, func(w *wired) { w.Settings.HTTPProxy = aws.String("https://p") }},
		{`{"http_proxy":"User:password@p:3128"}`, func(w *wired) { w.Settings.HTTPProxy = aws.String("http://User:password@p:3128") }},
		{`{"http_proxy":""}`, func(w *wired) { w.Settings.HTTPProxy = aws.String("") }},
	},
	"https_proxy": {
		{`{"https_proxy":"http://p"}`, func(w *wired) { w.Settings.HTTPSProxy = aws.String("http://p") }},
		{`{"https_proxy":"192.0.2.1:3128"}`, func(w *wired) { w.Settings.HTTPSProxy = aws.String("http://192.0.2.1:3128") }},
		{`{"https_proxy":""}`, func(w *wired) { w.Settings.HTTPSProxy = aws.String("") }},
	},
	"ignore_tags.key_prefixes": {{`{"ignore_tags":[{"key_prefixes":["b:","a:"]}]}`, func(w *wired) { w.IgnoreTags.keyPrefixes = []string{"a:", "b:"} }}},
	"ignore_tags.keys":         {{`{"ignore_tags":[{"keys":["B","A"]}]}`, func(w *wired) { w.IgnoreTags.keys = []string{"A", "B"} }}},
	"insecure":                 {{`{"insecure":true}`, func(w *wired) { w.Settings.Insecure = true }}},
	"max_retries":              {{`{"max_retries":3}`, func(w *wired) { w.Settings.MaxRetries = 3 }}, {`{"max_retries":0}`, unchanged}},
	"no_proxy":                 {{`{"no_proxy":"localhost"}`, func(w *wired) { w.Settings.NoProxy = "localhost" }}},
	"profile":                  {{`{"profile":"edge"}`, func(w *wired) { w.Settings.Profile = "edge" }}},
	"region":                   {{`{"region":"eu-west-1"}`, func(w *wired) { w.Settings.Region = "eu-west-1" }}},
	"retry_mode":               {{`{"retry_mode":"adaptive"}`, func(w *wired) { w.Settings.RetryMode = aws.RetryModeAdaptive }}},
	"secret_key":               {{`{"secret_key":"s"}`, func(w *wired) { w.Settings.SecretKey = "s" }}},
	"shared_config_files":      {{`{"shared_config_files":["b","","a"]}`, func(w *wired) { w.Settings.SharedConfigFiles = []string{"b", "a"} }}},
	"shared_credentials_files": {{`{"shared_credentials_files":["b","a"]}`, func(w *wired) { w.Settings.SharedCredentialsFiles = []string{"b", "a"} }}},
	"skip_credentials_validation": {
		{`{"skip_credentials_validation":false}`, func(w *wired) { w.Settings.VerifyAccount = true }},
		{`{"skip_credentials_validation":true}`, unchanged},
	},
	"skip_metadata_api_check": {
		{`{"skip_metadata_api_check":"true"}`, func(w *wired) { w.Settings.EC2MetadataServiceEnableState = imds.ClientDisabled }},
		{`{"skip_metadata_api_check":"0"}`, func(w *wired) { w.Settings.EC2MetadataServiceEnableState = imds.ClientEnabled }},
		{`{"skip_metadata_api_check":""}`, unchanged},
	},
	"skip_region_validation":             {{`{"skip_region_validation":true}`, func(w *wired) { w.Settings.SkipRegionValidation = true }}},
	"skip_requesting_account_id":         {{`{"skip_requesting_account_id":true}`, func(w *wired) { w.Settings.SkipRequestingAccountId = true }}},
	"sts_region":                         {{`{"sts_region":"us-east-1"}`, func(w *wired) { w.Settings.StsRegion = "us-east-1" }}},
	"token":                              {{`{"token":"t"}`, func(w *wired) { w.Settings.Token = "t" }}},
	"token_bucket_rate_limiter_capacity": {{`{"token_bucket_rate_limiter_capacity":500}`, func(w *wired) { w.Settings.TokenBucketRateLimiterCapacity = 500 }}},
	"use_dualstack_endpoint":             {{`{"use_dualstack_endpoint":true}`, func(w *wired) { w.Settings.UseDualStackEndpoint = true }}},
	"use_fips_endpoint":                  {{`{"use_fips_endpoint":true}`, func(w *wired) { w.Settings.UseFIPSEndpoint = true }}},
	"user_agent": {{`{"user_agent":["edge/2.0 (team)","plain"]}`, func(w *wired) {
		w.Settings.UserAgent = append(w.Settings.UserAgent, awsbase.UserAgentProduct{Name: "edge", Version: "2.0", Comment: "team"}, awsbase.UserAgentProduct{Name: "plain"})
	}}},
}

func unchanged(*wired) {}

func role(roles ...awsbase.AssumeRole) func(*wired) {
	return func(w *wired) { w.Settings.AssumeRole = roles }
}

func webIdentity(role awsbase.AssumeRoleWithWebIdentity) func(*wired) {
	return func(w *wired) { w.Settings.AssumeRoleWithWebIdentity = &role }
}

func TestSettings_everyArgumentArrives(t *testing.T) {
	t.Parallel()
	for argument, rows := range wiring {
		for _, row := range rows {
			t.Run(argument+"/"+row.config, func(t *testing.T) {
				t.Parallel()
				if !sets(t, row.config, strings.Split(argument, ".")) {
					t.Errorf("%s does not set %s", row.config, argument)
				}
				want := nothingSet()
				row.want(&want)
				if diff := cmp.Diff(want, arrived(t, row.config), cmp.AllowUnexported(ignoreTags{})); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// TestSettings_everyArgumentHasARow fails if an argument is added to the schema but
// not to wiring.
func TestSettings_everyArgumentHasARow(t *testing.T) {
	t.Parallel()
	inSchema := arguments(t, providerSchema())
	if diff := cmp.Diff(inSchema, slices.Sorted(maps.Keys(wiring))); diff != "" {
		t.Errorf("arguments in the schema (-) and in the table (+):\n%s", diff)
	}
	topLevel := len(providerSchema().Attributes) + len(providerSchema().Blocks)
	if topLevel != 31+1 {
		t.Errorf("%d arguments, want the 31 of hashicorp/aws and expiration_warning_days", topLevel)
	}
}

// arguments returns the paths of all arguments, in alphabetical order.
func arguments(t *testing.T, s schema.Schema) []string {
	t.Helper()
	paths := slices.Collect(maps.Keys(s.Attributes))
	for name, block := range s.Blocks {
		nested := block.GetNestedObject()
		if n := len(nested.GetBlocks()); n > 0 {
			t.Errorf("%s has %d nested blocks, which this test does not support", name, n)
		}
		for attribute := range nested.GetAttributes() {
			paths = append(paths, name+"."+attribute)
		}
	}
	slices.Sort(paths)
	return paths
}

// sets reports whether config has a value at path.
func sets(t *testing.T, config string, path []string) bool {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(config), &value); err != nil {
		t.Fatal(err)
	}
	for i, name := range path {
		object, ok := value.(map[string]any)
		if !ok {
			t.Fatalf("%s: %s is %T", config, fmt.Sprint(path[:i]), value)
		}
		value = object[name]
		if blocks, ok := value.([]any); ok && i+1 < len(path) {
			value = blocks[0]
		}
	}
	return value != nil
}

// TestSettings_emptyIsNotSet has a block as in a module whose variables default to
// "".
func TestSettings_emptyIsNotSet(t *testing.T) {
	t.Parallel()
	const config = `{
		"access_key": "", "secret_key": "", "token": "", "profile": "", "region": "", "sts_region": "", "custom_ca_bundle": "",
		"ec2_metadata_service_endpoint": "", "ec2_metadata_service_endpoint_mode": "", "skip_metadata_api_check": "", "retry_mode": "", "no_proxy": "",
		"max_retries": 0, "token_bucket_rate_limiter_capacity": 0,
		"endpoints": [{"apigateway": "", "iam": "", "sso": "", "sts": ""}]
	}`
	if found := newProtocol(t).validate(config); len(found) > 0 {
		t.Errorf("findings: %v", found)
	}
	if diff := cmp.Diff(nothingSet(), arrived(t, config), cmp.AllowUnexported(ignoreTags{})); diff != "" {
		t.Error(diff)
	}
}

func TestSettings_ignoreTagsFromTheEnvironment(t *testing.T) {
	t.Setenv("TF_AWS_IGNORE_TAGS_KEYS", " Owner ,,Cost")
	t.Setenv("TF_AWS_IGNORE_TAGS_KEY_PREFIXES", "aws:")
	want := nothingSet()
	want.IgnoreTags = ignoreTags{keys: []string{"Team", "Owner", "Cost"}, keyPrefixes: []string{"aws:"}}
	if diff := cmp.Diff(want, arrived(t, `{"ignore_tags":[{"keys":["Team"]}]}`), cmp.AllowUnexported(ignoreTags{})); diff != "" {
		t.Error(diff)
	}
}

func TestSettings_webIdentityTokenFromTheEnvironment(t *testing.T) {
	for name, test := range map[string]struct {
		config, token, file string
		want                awsbase.AssumeRoleWithWebIdentity
	}{
		"token":                      {config: `{}`, token: "jwt.", want: awsbase.AssumeRoleWithWebIdentity{WebIdentityToken: "jwt."}},
		"file":                       {config: `{}`, file: "~/jwt", want: awsbase.AssumeRoleWithWebIdentity{WebIdentityTokenFile: "~/jwt"}},
		"the block takes precedence": {config: `{"web_identity_token_file":"mine"}`, token: "jwt.", file: "~/jwt", want: awsbase.AssumeRoleWithWebIdentity{WebIdentityTokenFile: "mine"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TF_AWS_WEB_IDENTITY_TOKEN", test.token)
			t.Setenv("AWS_WEB_IDENTITY_TOKEN_FILE", test.file)
			got := arrived(t, `{"assume_role_with_web_identity":[`+test.config+`]}`)
			if diff := cmp.Diff(&test.want, got.Settings.AssumeRoleWithWebIdentity); diff != "" {
				t.Error(diff)
			}
		})
	}
}
