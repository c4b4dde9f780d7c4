package clientcertificate_test

import (
	"encoding/pem"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/clientcertificate"
)

func TestParseFindsTheCertificate(t *testing.T) {
	t.Parallel()
	first, second := numbered(t, 1), numbered(t, 2)
	privateKey := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("no key")}))
	block, _ := pem.Decode([]byte(first))
	const (
		noEnd     = "the PEM block of type CERTIFICATE has no end line"
		malformed = "the PEM block of type CERTIFICATE is malformed"
		noX509    = "the PEM block of type CERTIFICATE does not contain a readable X.509 certificate: "
		end       = "-----END CERTIFICATE-----"
	)
	tests := map[string]struct {
		text string
		// wantError is "" if first should be found.
		wantError string
	}{
		"LF":                       {first, ""},
		"LF, no final newline":     {strings.TrimSuffix(first, "\n"), ""},
		"CRLF":                     {strings.ReplaceAll(first, "\n", "\r\n"), ""},
		"CRLF, no final newline":   {likeTheAPI(first), ""},
		"mixed line endings":       {strings.Replace(first, "\n", "\r\n", 2), ""},
		"one line of base64":       {strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(first, "\n", ""), "CERTIFICATE-----M", "CERTIFICATE-----\nM"), "-----END", "\n-----END"), ""},
		"text before":              {"subject=CN = x\nissuer=CN = x\n" + first, ""},
		"text after":               {first + "garbage -----BEGIN\x00", ""},
		"two of them":              {first + second, ""},
		"three, CRLF":              {likeTheAPI(first + second + second), ""},
		"private key before":       {privateKey + first, ""},
		"private key after":        {first + privateKey, ""},
		"malformed one after":      {first + strings.Replace(second, "M", "*", 1), ""},
		"header in the block":      {strings.Replace(first, "\n", "\nComment: a\n\n", 1), ""},
		"empty":                    {"", "the text has no PEM block of type CERTIFICATE"},
		"no PEM":                   {"testcert-123", "the text has no PEM block of type CERTIFICATE"},
		"private key alone":        {privateKey, "the text has no PEM block of type CERTIFICATE"},
		"another type":             {strings.ReplaceAll(first, "CERTIFICATE", "TRUSTED CERTIFICATE"), "the text has no PEM block of type CERTIFICATE"},
		"indented":                 {" " + first, "the text has no PEM block of type CERTIFICATE"},
		"first line alone":         {"-----BEGIN CERTIFICATE-----", noEnd},
		"no last line":             {strings.Replace(first, end, "", 1), noEnd},
		"no last line, second is":  {strings.Replace(first, end, "", 1) + second, noEnd},
		"wrong last line":          {strings.Replace(first, "END CERTIFICATE", "END PRIVATE KEY", 1), noEnd},
		"last line not on its own": {strings.Replace(first, "\n"+end, end, 1), malformed},
		"empty block":              {"-----BEGIN CERTIFICATE-----\n" + end + "\n", noX509 + "x509: malformed certificate"},
		"truncated base64":         {strings.Replace(first, "=\n"+end, "\n"+end, 1), malformed},
		"truncated, second is not": {strings.Replace(first, "=\n"+end, "\n"+end, 1) + second, malformed},
		"not base64":               {strings.Replace(first, "M", "*", 1) + second, malformed},
		"truncated certificate":    {encode(block.Bytes[:len(block.Bytes)-1]), noX509 + "x509: malformed certificate"},
		"garbage after it in DER":  {encode(append(slices.Clip(block.Bytes), 0)), noX509 + "x509: trailing data"},
		"not a certificate":        {encode([]byte("no certificate")) + second, noX509 + "x509: malformed certificate"},
	}
	want, err := clientcertificate.Parse(first)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := clientcertificate.Parse(test.text)
			if test.wantError == "" {
				if diff := cmp.Diff(want, got); diff != "" || err != nil {
					t.Errorf("error %v (-want +got):\n%s", err, diff)
				}
				return
			}
			if err == nil || err.Error() != test.wantError {
				t.Errorf("\n got error %v\nwant error %s", err, test.wantError)
			}
			if diff := cmp.Diff(clientcertificate.Parsed{}, got); diff != "" {
				t.Errorf("with the error (-want +got):\n%s", diff)
			}
		})
	}
}
