package provider

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mistakes are provider blocks in JSON and all findings about each, before any
// request. Values just within a limit follow those just beyond it.
var mistakes = []struct {
	config string
	want   []finding
}{
	{`{"region":"eu-west-9"}`, []finding{
		{"region", "Invalid AWS Region",
			"\"eu-west-9\" is not the code of an AWS Region, such as eu-west-1. For a Region newer than this provider, set skip_region_validation = true in the provider block."},
	}},
	{`{"sts_region":"Frankfurt"}`, []finding{
		{"sts_region", "Invalid AWS Region",
			"\"Frankfurt\" is not the code of an AWS Region, such as eu-west-1. For a Region newer than this provider, set skip_region_validation = true in the provider block."},
	}},
	{`{"access_key":"AKIA"}`, []finding{
		{"access_key", "Incomplete Credentials",
			"The provider block sets access_key without secret_key, which is not taken from the environment then. Set secret_key too, or remove access_key and leave the credentials to the environment or a profile."},
	}},
	{`{"secret_key":"s3cret","token":"t0ken"}`, []finding{
		{"secret_key", "Incomplete Credentials",
			"The provider block sets secret_key and token without access_key, which is not taken from the environment then. Set access_key too, or remove secret_key and token and leave the credentials to the environment or a profile."},
	}},
	{`{"token":"t0ken"}`, []finding{
		{"token", "Incomplete Credentials",
			"The provider block sets token without access_key and secret_key, which is not taken from the environment then. Set access_key and secret_key too, or remove token and leave the credentials to the environment or a profile."},
	}},
	{`{"shared_config_files":[null]}`, []finding{
		{"shared_config_files", "Null List Value",
			"This attribute contains a null value."},
	}},
	{`{"allowed_account_ids":["1234"]}`, []finding{
		{"allowed_account_ids", "Invalid Attribute Value",
			"Attribute allowed_account_ids must be the id of an AWS account, got: \"1234\": it is not twelve digits."},
	}},
	{`{"allowed_account_ids":["1234567890123"]}`, []finding{
		{"allowed_account_ids", "Invalid Attribute Value",
			"Attribute allowed_account_ids must be the id of an AWS account, got: \"1234567890123\": it is not twelve digits."},
	}},
	{`{"allowed_account_ids":["111111111111"],"forbidden_account_ids":["222222222222"]}`, []finding{
		{"forbidden_account_ids", "Conflicting Arguments",
			"allowed_account_ids already excludes every account that it does not list. Remove one of the two."},
	}},
	{`{"allowed_account_ids":["111111111111"],"skip_requesting_account_id":true}`, []finding{
		{"skip_requesting_account_id", "Conflicting Arguments",
			"allowed_account_ids and forbidden_account_ids can only be checked with the account id, which skip_requesting_account_id = true keeps the provider from requesting. Remove the list or skip_requesting_account_id."},
	}},
	{`{"http_proxy":"http:/proxy.example.com:3128"}`, []finding{
		{"http_proxy", "Invalid Attribute Value",
			"Attribute http_proxy must be the URL or host:port of a proxy, or empty for none, got: \"http:/proxy.example.com:3128\": it does not start with http:// or https:// or socks5:// or socks5h:// and a host."},
	}},
	{`{"http_proxy":"user:pass/word@proxy.example.com:3128"}`, []finding{
		{"http_proxy", "Invalid Attribute Value",
			"Attribute http_proxy must be the URL or host:port of a proxy, or empty for none, got: \"…@proxy.example.com:3128\": it is not a URL."},
	}},
	{`{"https_proxy":"http://user:pass/word@proxy.example.com"}`, []finding{
		{"https_proxy", "Invalid Attribute Value",
			"Attribute https_proxy must be the URL or host:port of a proxy, or empty for none, got: \"…@proxy.example.com\": it is not a URL."},
	}},
	{`{"https_proxy":"ftp://user:password@proxy.example.com"}`, []finding{
		{"https_proxy", "Invalid Attribute Value",
			"Attribute https_proxy must be the URL or host:port of a proxy, or empty for none, got: \"…@proxy.example.com\": it does not start with http:// or https:// or socks5:// or socks5h:// and a host."},
	}},
	{`{"ec2_metadata_service_endpoint":"169.254.169.254"}`, []finding{
		{"ec2_metadata_service_endpoint", "Invalid Attribute Value",
			"Attribute ec2_metadata_service_endpoint must be an http or https URL with a host, got: \"169.254.169.254\": it does not start with http:// or https:// and a host."},
	}},
	{`{"ec2_metadata_service_endpoint_mode":"IPv5"}`, []finding{
		{"ec2_metadata_service_endpoint_mode", "Invalid Attribute Value Match",
			"Attribute ec2_metadata_service_endpoint_mode value must be one of: [\"IPv4\" \"IPv6\"], got: \"IPv5\""},
	}},
	{`{"skip_metadata_api_check":"yes"}`, []finding{
		{"skip_metadata_api_check", "Invalid Attribute Value",
			"Attribute skip_metadata_api_check must be true or false, got: \"yes\": it is neither."},
	}},
	{`{"max_retries":-1}`, []finding{
		{"max_retries", "Invalid Attribute Value",
			"Attribute max_retries must be a whole number from 0 to 1000, got: -1."},
	}},
	{`{"retry_mode":"legacy"}`, []finding{
		{"retry_mode", "Invalid Attribute Value Match",
			"Attribute retry_mode value must be one of: [\"standard\" \"adaptive\"], got: \"legacy\""},
	}},
	{`{"token_bucket_rate_limiter_capacity":-1}`, []finding{
		{"token_bucket_rate_limiter_capacity", "Invalid Attribute Value",
			"Attribute token_bucket_rate_limiter_capacity must be a whole number from 0 to 1000000, got: -1."},
	}},
	{`{"expiration_warning_days":-1}`, []finding{
		{"expiration_warning_days", "Invalid Attribute Value",
			"Attribute expiration_warning_days must be a whole number, 0 or more, got: -1."},
	}},
	{`{"expiration_warning_days":1.5}`, []finding{
		{"expiration_warning_days", "Invalid Attribute Value",
			"Attribute expiration_warning_days must be a whole number, 0 or more, got: 1.5."},
	}},
	{`{"expiration_warning_days":1e30}`, []finding{
		{"expiration_warning_days", "Invalid Attribute Value",
			"Attribute expiration_warning_days must be a whole number, 0 or more, got: 1e+30."},
	}},
	{`{"max_retries":1001}`, []finding{
		{"max_retries", "Invalid Attribute Value",
			"Attribute max_retries must be a whole number from 0 to 1000, got: 1001."},
	}},
	{`{"assume_role":[{}]}`, []finding{
		{"assume_role[0].role_arn", "Missing Role ARN",
			"The block does not say which role to assume. Set role_arn, or remove the block."},
	}},
	{`{"assume_role":[{"role_arn":"arn:aws:iam::111111111111:role/first"},{"role_arn":"second"}]}`, []finding{
		{"assume_role[1].role_arn", "Invalid Attribute Value",
			"Attribute assume_role[1].role_arn must be an Amazon Resource Name, got: \"second\": arn: invalid prefix."},
	}},
	{`{"assume_role":[{"role_arn":"arn:aws:::111111111111:role/r"}]}`, []finding{
		{"assume_role[0].role_arn", "Invalid Attribute Value",
			"Attribute assume_role[0].role_arn must be an Amazon Resource Name, got: \"arn:aws:::111111111111:role/r\": the service or the resource is missing."},
	}},
	{`{"assume_role":[{"role_arn":"arn:aws:iam::111111111111:"}]}`, []finding{
		{"assume_role[0].role_arn", "Invalid Attribute Value",
			"Attribute assume_role[0].role_arn must be an Amazon Resource Name, got: \"arn:aws:iam::111111111111:\": the service or the resource is missing."},
	}},
	{`{"assume_role":[{"role_arn":"arn:aws:iam::111111111111:role/r","duration":"14m59s"}]}`, []finding{
		{"assume_role[0].duration", "Invalid Attribute Value",
			"Attribute assume_role[0].duration must be a duration from 15m to 12h, got: \"14m59s\": STS accepts neither shorter nor longer sessions."},
	}},
	{`{"assume_role":[{"role_arn":"arn:aws:iam::111111111111:role/r","duration":"12h0m1s"}]}`, []finding{
		{"assume_role[0].duration", "Invalid Attribute Value",
			"Attribute assume_role[0].duration must be a duration from 15m to 12h, got: \"12h0m1s\": STS accepts neither shorter nor longer sessions."},
	}},
	{`{"assume_role":[{"role_arn":"arn:aws:iam::111111111111:role/r","duration":"15m"},{"role_arn":"arn:aws:iam::111111111111:role/r","duration":"12h"}]}`, nil},
	{`{"assume_role":[{"role_arn":"arn:aws:iam::111111111111:role/r","duration":"90"}]}`, []finding{
		{"assume_role[0].duration", "Invalid Attribute Value",
			"Attribute assume_role[0].duration must be a duration from 15m to 12h, got: \"90\": time: missing unit in duration \"90\"."},
	}},
	{`{"assume_role":[{"role_arn":"arn:aws:iam::111111111111:role/r","policy":"{"}]}`, []finding{
		{"assume_role[0].policy", "Invalid Attribute Value",
			"Attribute assume_role[0].policy must be valid JSON, got: \"{\": unexpected end of JSON input."},
	}},
	{`{"assume_role":[{"role_arn":"arn:aws:iam::111111111111:role/r","policy_arns":["ReadOnlyAccess"]}]}`, []finding{
		{"assume_role[0].policy_arns", "Invalid Attribute Value",
			"Attribute assume_role[0].policy_arns must be an Amazon Resource Name, got: \"ReadOnlyAccess\": arn: invalid prefix."},
	}},
	{`{"assume_role":[{"role_arn":"arn:aws:iam::111111111111:role/r","session_name":"a b"}]}`, []finding{
		{"assume_role[0].session_name", "Invalid Attribute Value Match",
			"Attribute assume_role[0].session_name may only contain letters, digits and _+=,.@-, got: a b"},
	}},
	{`{"assume_role":[{"role_arn":"arn:aws:iam::111111111111:role/r","source_identity":"x"}]}`, []finding{
		{"assume_role[0].source_identity", "Invalid Attribute Value Length",
			"Attribute assume_role[0].source_identity string length must be between 2 and 64, got: 1"},
	}},
	{`{"assume_role":[{"role_arn":"arn:aws:iam::111111111111:role/r","external_id":"x"}]}`, []finding{
		{"assume_role[0].external_id", "Invalid Attribute Value Length",
			"Attribute assume_role[0].external_id string length must be between 2 and 1224, got: 1"},
	}},
	{`{"assume_role":[{"role_arn":"arn:aws:iam::111111111111:role/r","tags":{"":"x"}}]}`, []finding{
		{"assume_role[0].tags[\"\"]", "Invalid Attribute Value Length",
			"Attribute assume_role[0].tags[\"\"] string length must be between 1 and 128, got: 0"},
	}},
	{`{"assume_role_with_web_identity":[{"web_identity_token":"header.payload.signature"}]}`, []finding{
		{"assume_role_with_web_identity[0].role_arn", "Missing Role ARN",
			"The block does not say which role to assume. Set role_arn, or remove the block."},
	}},
	{`{"access_key":"AKIA","secret_key":"s3cret","assume_role_with_web_identity":[{"role_arn":"arn:aws:iam::111111111111:role/r","web_identity_token":"header.payload.signature"}]}`, []finding{
		{"assume_role_with_web_identity[0]", "Warning: Role Not Assumed",
			"access_key in the provider block takes precedence, so assume_role_with_web_identity has no effect. Remove one of the two."},
	}},
	{`{"assume_role_with_web_identity":[{"role_arn":"arn:aws:iam::111111111111:role/r","web_identity_token":"jwt"}]}`, []finding{
		{"assume_role_with_web_identity[0].web_identity_token", "Invalid Attribute Value Length",
			"Attribute assume_role_with_web_identity[0].web_identity_token string length must be between 4 and 20000, got: 3"},
	}},
	{`{"assume_role_with_web_identity":[{"role_arn":"arn:aws:iam::111111111111:role/r","web_identity_token":"header.payload.signature","web_identity_token_file":"f"}]}`, []finding{
		{"assume_role_with_web_identity[0].web_identity_token_file", "Conflicting Arguments",
			"web_identity_token is the token itself, and web_identity_token_file is the file to read it from. Remove one of the two."},
	}},
	{`{"assume_role_with_web_identity":[{"role_arn":"arn:aws:iam::111111111111:role/r"},{"role_arn":"arn:aws:iam::111111111111:role/r"}]}`, []finding{
		{"assume_role_with_web_identity", "Invalid Attribute Value",
			"Attribute assume_role_with_web_identity list must contain at most 1 elements, got: 2"},
	}},
	{`{"endpoints":[{"apigateway":"localhost:4566"}]}`, []finding{
		{"endpoints.apigateway", "Invalid Attribute Value",
			"Attribute endpoints.apigateway must be an http or https URL with a host, got: \"localhost:4566\": it does not start with http:// or https:// and a host."},
	}},
	{`{"endpoints":[{"apigateway":"htp://user:password@a"}]}`, []finding{
		{"endpoints.apigateway", "Invalid Attribute Value",
			"Attribute endpoints.apigateway must be an http or https URL with a host, got: \"…@a\": it does not start with http:// or https:// and a host."},
	}},
	{`{"endpoints":[{"apigateway":"http://a"},{"apigateway":"http://b"}]}`, []finding{
		{"endpoints", "Conflicting Arguments",
			"Two endpoints blocks set apigateway. Keep one."},
	}},
	{`{"endpoints":[{"apigateway":"http://u:p@a"}],"use_fips_endpoint":true}`, []finding{
		{"use_fips_endpoint", "Conflicting Arguments",
			"endpoints sets the address of API Gateway to \"…@a\", but use_fips_endpoint asks for another one. Remove one of the two."},
	}},
	{`{"endpoints":[{"apigateway":"http://a"}],"use_dualstack_endpoint":true}`, []finding{
		{"use_dualstack_endpoint", "Conflicting Arguments",
			"endpoints sets the address of API Gateway to \"http://a\", but use_dualstack_endpoint asks for another one. Remove one of the two."},
	}},
	{`{"ignore_tags":[{},{}]}`, []finding{
		{"ignore_tags", "Invalid Attribute Value",
			"Attribute ignore_tags list must contain at most 1 elements, got: 2"},
	}},
	{`{"ignore_tags":[{"keys":[null]}]}`, []finding{
		{"ignore_tags[0].keys", "Null Set Value",
			"This attribute contains a null value."},
	}},
}

func TestValidate_mistakes(t *testing.T) {
	t.Parallel()
	for _, mistake := range mistakes {
		t.Run(mistake.config, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(mistake.want, newProtocol(t).validate(mistake.config)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
