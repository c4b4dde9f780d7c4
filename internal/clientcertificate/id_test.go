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
		"dots at the start":      {"..a", ""},
		"not ASCII":              {"ключ", ""},
		"begins like an ARN":     {"arnold", ""},
		"empty":                  {"", "it is blank"},
		"blank":                  {" \t\n", "it is blank"},
		"space before":           {" a1b2c3", `it has white space around it; use "a1b2c3"`},
		"line break after":       {"a1b2c3\n", `it has white space around it; use "a1b2c3"`},
		"control character":      {"a1\x00b2", "it contains a control character"},
		"line break within":      {"a1b2c3\nd4e5f6", "it contains a control character"},
		"path":                   {"/clientcertificates/a1b2c3", `it is a path; use the id alone, such as "a1b2c3"`},
		"this folder":            {".", `it is a path; use the id alone, such as "a1b2c3"`},
		"folder above":           {"..", `it is a path; use the id alone, such as "a1b2c3"`},
		"its ARN":                {"arn:aws:apigateway:eu-west-1::/clientcertificates/a1b2c3", `it is the ARN of a client certificate; use its id, "a1b2c3" (region "eu-west-1")`},
		"its ARN, China":         {"arn:aws-cn:apigateway:cn-north-1::/clientcertificates/a1b2c3", `it is the ARN of a client certificate; use its id, "a1b2c3" (region "cn-north-1")`},
		"its ARN and a space":    {"arn:aws:apigateway:eu-west-1::/clientcertificates/a1b2c3 ", `it is the ARN of a client certificate; use its id, "a1b2c3" (region "eu-west-1")`},
		"a space and its ARN":    {" arn:aws:apigateway:eu-west-1::/clientcertificates/a1b2c3", `it is the ARN of a client certificate; use its id, "a1b2c3" (region "eu-west-1")`},
		"ARN of another service": {"arn:aws:execute-api:eu-west-1::/clientcertificates/a", `it is the ARN of something other than a client certificate; use the id of the client certificate, such as "a1b2c3"`},
		"ARN of all of them":     {"arn:aws:apigateway:eu-west-1::/clientcertificates/", `it is the ARN of something other than a client certificate; use the id of the client certificate, such as "a1b2c3"`},
		"ARN below one":          {"arn:aws:apigateway:eu-west-1::/clientcertificates/a/b", `it is the ARN of something other than a client certificate; use the id of the client certificate, such as "a1b2c3"`},
		"ARN in an ARN":          {"arn:aws:apigateway:eu-west-1::/clientcertificates/" + acm, `it is the ARN of something other than a client certificate; use the id of the client certificate, such as "a1b2c3"`},
		"ARN of an API":          {"arn:aws:apigateway:eu-west-1::/restapis/a1b2c3", `it is the ARN of something other than a client certificate; use the id of the client certificate, such as "a1b2c3"`},
		"ARN of ACM":             {acm, `it is the ARN of a certificate in AWS Certificate Manager, not in API Gateway; read it with data "aws_acm_certificate" of the hashicorp/aws provider`},
		"ARN of another kind":    {"arn:aws:iam::123456789012:server-certificate/a", `it is the ARN of something other than a client certificate; use the id of the client certificate, such as "a1b2c3"`},
		"ARN that is cut off":    {"arn:aws:apigateway", `it looks like an ARN; use the id of the client certificate, such as "a1b2c3"`},
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
