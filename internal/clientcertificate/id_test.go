package clientcertificate_test

import (
	"testing"

	"terraform-provider-apigateway/internal/clientcertificate"
)

func TestValidateID(t *testing.T) {
	t.Parallel()
	const acm = "arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
	tests := map[string]struct{ id, want string }{
		"as seen":                {"a1b2c3", ""},
		"no pattern":             {"A-longer_ID.with~more:than%usual", ""},
		"dots within":            {"..a", ""},
		"not of ASCII":           {"ключ", ""},
		"begins like an ARN":     {"arnold", ""},
		"empty":                  {"", "the id of a client certificate must not be empty"},
		"blank":                  {" \t\n", "the id of a client certificate must not be empty"},
		"space before":           {" a1b2c3", `" a1b2c3" has white space around it: use "a1b2c3"`},
		"line end after":         {"a1b2c3\n", `"a1b2c3\n" has white space around it: use "a1b2c3"`},
		"control character":      {"a1\x00b2", `"a1\x00b2" contains a control character, which no id of a client certificate has`},
		"line end within":        {"a1b2c3\nd4e5f6", `"a1b2c3\nd4e5f6" contains a control character, which no id of a client certificate has`},
		"path":                   {"/clientcertificates/a1b2c3", `"/clientcertificates/a1b2c3" is a path: use the id of the client certificate alone, such as "a1b2c3"`},
		"this folder":            {".", `"." is a path: use the id of the client certificate alone, such as "a1b2c3"`},
		"folder above":           {"..", `".." is a path: use the id of the client certificate alone, such as "a1b2c3"`},
		"its ARN":                {"arn:aws:apigateway:eu-west-1::/clientcertificates/a1b2c3", `"arn:aws:apigateway:eu-west-1::/clientcertificates/a1b2c3" is the ARN of a client certificate: use its id, "a1b2c3" (region "eu-west-1")`},
		"its ARN, China":         {"arn:aws-cn:apigateway:cn-north-1::/clientcertificates/a1b2c3", `"arn:aws-cn:apigateway:cn-north-1::/clientcertificates/a1b2c3" is the ARN of a client certificate: use its id, "a1b2c3" (region "cn-north-1")`},
		"its ARN and a space":    {"arn:aws:apigateway:eu-west-1::/clientcertificates/a1b2c3 ", `"arn:aws:apigateway:eu-west-1::/clientcertificates/a1b2c3" is the ARN of a client certificate: use its id, "a1b2c3" (region "eu-west-1")`},
		"a space and its ARN":    {" arn:aws:apigateway:eu-west-1::/clientcertificates/a1b2c3", `"arn:aws:apigateway:eu-west-1::/clientcertificates/a1b2c3" is the ARN of a client certificate: use its id, "a1b2c3" (region "eu-west-1")`},
		"ARN of another service": {"arn:aws:execute-api:eu-west-1::/clientcertificates/a", `"arn:aws:execute-api:eu-west-1::/clientcertificates/a" is the ARN of something else than a client certificate: use the id of the client certificate, such as "a1b2c3"`},
		"ARN of all of them":     {"arn:aws:apigateway:eu-west-1::/clientcertificates/", `"arn:aws:apigateway:eu-west-1::/clientcertificates/" is the ARN of something else than a client certificate: use the id of the client certificate, such as "a1b2c3"`},
		"ARN below one":          {"arn:aws:apigateway:eu-west-1::/clientcertificates/a/b", `"arn:aws:apigateway:eu-west-1::/clientcertificates/a/b" is the ARN of something else than a client certificate: use the id of the client certificate, such as "a1b2c3"`},
		"ARN in an ARN":          {"arn:aws:apigateway:eu-west-1::/clientcertificates/" + acm, `"arn:aws:apigateway:eu-west-1::/clientcertificates/` + acm + `" is the ARN of something else than a client certificate: use the id of the client certificate, such as "a1b2c3"`},
		"ARN of an API":          {"arn:aws:apigateway:eu-west-1::/restapis/a1b2c3", `"arn:aws:apigateway:eu-west-1::/restapis/a1b2c3" is the ARN of something else than a client certificate: use the id of the client certificate, such as "a1b2c3"`},
		"ARN of ACM":             {acm, `"` + acm + `" is the ARN of a certificate in AWS Certificate Manager, which API Gateway does not keep: read it with data "aws_acm_certificate" of the hashicorp/aws provider`},
		"ARN of another kind":    {"arn:aws:iam::123456789012:server-certificate/a", `"arn:aws:iam::123456789012:server-certificate/a" is the ARN of something else than a client certificate: use the id of the client certificate, such as "a1b2c3"`},
		"ARN that is cut off":    {"arn:aws:apigateway", `"arn:aws:apigateway" looks like an ARN: use the id of the client certificate, such as "a1b2c3"`},
		"ARN in capital letters": {"ARN:AWS:ACM:X", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := clientcertificate.ValidateID(test.id); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("ValidateID(%q)\n got %s\nwant %s", test.id, got, test.want)
			}
		})
	}
}

func TestARN(t *testing.T) {
	t.Parallel()
	got := clientcertificate.ARN("aws-cn", "cn-north-1", "a1b2c3")
	if want := "arn:aws-cn:apigateway:cn-north-1::/clientcertificates/a1b2c3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
