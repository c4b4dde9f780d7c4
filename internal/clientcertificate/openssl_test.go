package clientcertificate_test

import (
	"math/big"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/clientcertificate"
)

// TestParseAgreesWithOpenSSL compares Parse with what openssl x509 prints about
// the same certificates.
func TestParseAgreesWithOpenSSL(t *testing.T) {
	t.Parallel()
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("openssl is required in CI: %v", err)
		}
		t.Skipf("no openssl to compare with: %v", err)
	}
	apiGateway, _ := apiGatewayPEM(t)
	type certificate struct{ pem, subject string }
	certificates := map[string]certificate{"API Gateway": {pem: apiGateway}}
	for name, u := range unusualCertificates(t) {
		certificates[name] = certificate{encode(u.certificate.der(t)), u.opensslSubject}
	}
	for name, c := range certificates {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parsed, err := clientcertificate.Parse(c.pem)
			if err != nil {
				t.Fatal(err)
			}
			want := askOpenSSL(t, openssl, c.pem)
			if c.subject != "" {
				if want.Subject != c.subject || want.Issuer != c.subject {
					t.Errorf("openssl prints %s and %s, want %s", want.Subject, want.Issuer, c.subject)
				}
				// Parse follows the tls_certificate data source here.
				want.Subject, want.Issuer = parsed.Subject, parsed.Issuer
			}
			want.CertPEM = parsed.CertPEM // openssl prints the same base64; TestParse compares it.
			if diff := cmp.Diff(want, parsed); diff != "" {
				t.Errorf("(-openssl +parsed):\n%s", diff)
			}
		})
	}
}

// algorithms maps openssl's names to those of crypto/x509.
var algorithms = map[string]string{
	"sha256WithRSAEncryption": "SHA256-RSA",
	"ecdsa-with-SHA256":       "ECDSA-SHA256",
	"ecdsa-with-SHA384":       "ECDSA-SHA384",
	"ecdsa-with-SHA512":       "ECDSA-SHA512",
	"ED25519":                 "Ed25519",
	"rsaEncryption":           "RSA",
	"id-ecPublicKey":          "ECDSA",
}

// askOpenSSL returns what openssl prints about the certificate in pemText,
// without CertPEM.
func askOpenSSL(t *testing.T, openssl, pemText string) clientcertificate.Parsed {
	t.Helper()
	run := func(arguments ...string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), openssl, append([]string{"x509", "-noout"}, arguments...)...)
		command.Stdin = strings.NewReader(pemText)
		out, err := command.Output()
		if err != nil {
			t.Fatalf("%s: %v", command, err)
		}
		return string(out)
	}
	text := run("-text", "-serial", "-subject", "-issuer", "-nameopt", "RFC2253,-esc_msb,utf8", "-dates", "-fingerprint", "-sha1")
	find := func(pattern string) string {
		if found := regexp.MustCompile(`(?m)` + pattern).FindStringSubmatch(text); found != nil {
			return found[1]
		}
		return ""
	}
	number := func(s string) int {
		t.Helper()
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("openssl prints %q for a number in:\n%s", s, text)
		}
		return n
	}

	moment := func(name string) time.Time {
		t.Helper()
		when, err := time.Parse("Jan _2 15:04:05 2006 MST", find("^"+name+"=(.*)$"))
		if err != nil {
			t.Fatal(err)
		}
		return when.UTC()
	}
	serial, ok := new(big.Int).SetString(find("^serial=(.*)$"), 16)
	if !ok {
		t.Fatalf("no serial number in:\n%s", text)
	}
	hexadecimal := func(fingerprint string) string {
		return strings.ToLower(strings.ReplaceAll(fingerprint, ":", ""))
	}
	_, sha256Fingerprint, _ := strings.Cut(strings.TrimSpace(run("-fingerprint", "-sha256")), "=")
	parsed := clientcertificate.Parsed{
		Subject:            find("^subject=(.*)$"),
		Issuer:             find("^issuer=(.*)$"),
		SerialNumber:       serial.String(),
		Version:            number(find(`Version: (\d)`)),
		NotBefore:          moment("notBefore"),
		NotAfter:           moment("notAfter"),
		SignatureAlgorithm: algorithms[find(`Signature Algorithm: (\S+)`)],
		PublicKeyAlgorithm: algorithms[find(`Public Key Algorithm: (\S+)`)],
		PublicKeyBits:      256, // openssl does not print it for Ed25519.
		IsCA:               strings.Contains(text, "CA:TRUE"),
		SHA1Fingerprint:    hexadecimal(find("Fingerprint=(.*)$")),
		SHA256Fingerprint:  hexadecimal(sha256Fingerprint),
	}
	if parsed.PublicKeyAlgorithm != "Ed25519" {
		parsed.PublicKeyBits = number(find(`Public-Key: \((\d+) bit\)`))
	}
	return parsed
}
