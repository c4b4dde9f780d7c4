package clientcertificate_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"math/big"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"terraform-provider-apigateway/internal/clientcertificate"
)

// apiGatewayPEM returns a certificate like API Gateway's, line endings included,
// and its content according to openssl x509.
func apiGatewayPEM(tb testing.TB) (text string, parsed clientcertificate.Parsed) {
	tb.Helper()
	b, err := os.ReadFile("testdata/apigateway.pem")
	if err != nil {
		tb.Fatal(err)
	}
	return string(b), clientcertificate.Parsed{
		CertPEM:            strings.ReplaceAll(string(b), "\r\n", "\n") + "\n",
		Subject:            "CN=ApiGateway,L=Seattle,C=US",
		Issuer:             "CN=ApiGateway,L=Seattle,C=US",
		SerialNumber:       "9223372036854775811",
		Version:            3,
		NotBefore:          time.Date(2026, 3, 1, 12, 30, 45, 0, time.UTC),
		NotAfter:           time.Date(2027, 3, 1, 12, 30, 45, 0, time.UTC),
		SignatureAlgorithm: "SHA256-RSA",
		PublicKeyAlgorithm: "RSA",
		PublicKeyBits:      2048,
		SHA1Fingerprint:    "4d4e03110c3a4ff1ef479fe7017ed8748b8545f1",
		SHA256Fingerprint:  "f57d307bbbb478ec2b2fe54b6034722e1894c5f20a7941be6f972d90e0d9f3f9",
	}
}

func TestParseAPIGateway(t *testing.T) {
	t.Parallel()
	text, want := apiGatewayPEM(t)
	if !strings.Contains(text, "\r\n") || strings.HasSuffix(text, "\n") {
		t.Fatal("testdata/apigateway.pem no longer has the API's line endings: CRLF, none at the end")
	}
	got, err := clientcertificate.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// unusual is a certificate that API Gateway would not create.
type unusual struct {
	certificate certificate
	// want lacks CertPEM and the fingerprints, which the test computes.
	want clientcertificate.Parsed
	// opensslSubject is the subject as openssl prints it, if different.
	opensslSubject string
}

var rsaKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 3072) })

// unusualCertificates returns certificates of every kind that Parse supports, by
// name.
func unusualCertificates(tb testing.TB) map[string]unusual {
	tb.Helper()
	ecKey := func(curve elliptic.Curve) *ecdsa.PrivateKey {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			tb.Fatal(err)
		}
		return key
	}
	rsaKey, err := rsaKey()
	if err != nil {
		tb.Fatal(err)
	}
	large, ok := new(big.Int).SetString("1461501637330902918203684832716283019655932542975", 10)
	if !ok {
		tb.Fatal("no number")
	}
	// build applies change to a default.
	build := func(change func(*unusual)) unusual {
		u := unusual{
			certificate: certificate{
				serial:    big.NewInt(1),
				subject:   pkix.RDNSequence{{attribute(rdnCN, "x")}},
				notBefore: date(2026, 1, 2),
				notAfter:  date(2027, 1, 2),
				key:       ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)),
			},
			want: clientcertificate.Parsed{
				Subject: "CN=x", SerialNumber: "1", Version: 3, NotBefore: date(2026, 1, 2), NotAfter: date(2027, 1, 2),
				SignatureAlgorithm: "Ed25519", PublicKeyAlgorithm: "Ed25519", PublicKeyBits: 256,
			},
		}
		change(&u)
		u.want.Issuer = u.want.Subject
		return u
	}
	subject := func(want string, rdns ...pkix.RelativeDistinguishedNameSET) unusual {
		return build(func(u *unusual) { u.certificate.subject, u.want.Subject = rdns, want })
	}
	ec := func(curve elliptic.Curve, bits int, algorithm string) unusual {
		return build(func(u *unusual) {
			u.certificate.key = ecKey(curve)
			u.want.PublicKeyAlgorithm, u.want.PublicKeyBits, u.want.SignatureAlgorithm = "ECDSA", bits, algorithm
		})
	}
	serial := func(n *big.Int, want string) unusual {
		return build(func(u *unusual) { u.certificate.serial, u.want.SerialNumber = n, want })
	}
	multiValued := subject("CN=b,OU=a,O=o", pkix.RelativeDistinguishedNameSET{attribute(rdnO, "o")},
		pkix.RelativeDistinguishedNameSET{attribute(rdnCN, "b"), attribute(rdnOU, "a")})
	multiValued.opensslSubject = "OU=a+CN=b,O=o"
	severalOfAKind := subject("OU=a+OU=b,C=US", pkix.RelativeDistinguishedNameSET{attribute(rdnC, "US")},
		pkix.RelativeDistinguishedNameSET{attribute(rdnOU, "a"), attribute(rdnOU, "b")})
	severalOfAKind.opensslSubject = "OU=b+OU=a,C=US"
	anotherOrder := subject("CN=x,L=l,C=US", pkix.RelativeDistinguishedNameSET{attribute(rdnCN, "x")},
		pkix.RelativeDistinguishedNameSET{attribute(rdnL, "l")}, pkix.RelativeDistinguishedNameSET{attribute(rdnC, "US")})
	anotherOrder.opensslSubject = "C=US,L=l,CN=x"
	mail := subject("CN=x,1.2.840.113549.1.9.1=#0c05614062632e", pkix.RelativeDistinguishedNameSET{attribute(rdnCN, "x")},
		pkix.RelativeDistinguishedNameSET{attribute(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}, "a@bc.")})
	mail.opensslSubject = "emailAddress=a@bc.,CN=x"

	return map[string]unusual{
		"no extension": build(func(*unusual) {}),
		"authority": build(func(u *unusual) {
			u.certificate.basicConstraints, u.want.IsCA = []byte{0x30, 3, 1, 1, 0xff}, true
		}),
		"not an authority": build(func(u *unusual) { u.certificate.basicConstraints = []byte{0x30, 0} }),
		"version 1":        build(func(u *unusual) { u.certificate.version, u.want.Version = 1, 1 }),
		"RSA of 3072 bits": build(func(u *unusual) {
			u.certificate.key = rsaKey
			u.want.PublicKeyAlgorithm, u.want.PublicKeyBits, u.want.SignatureAlgorithm = "RSA", 3072, "SHA256-RSA"
		}),
		"P-256": ec(elliptic.P256(), 256, "ECDSA-SHA256"),
		"P-384": ec(elliptic.P384(), 384, "ECDSA-SHA384"),
		"P-521": ec(elliptic.P521(), 521, "ECDSA-SHA512"),
		"until the end of time": build(func(u *unusual) {
			u.certificate.notAfter = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
			u.want.NotAfter = u.certificate.notAfter
		}),
		"in another zone": build(func(u *unusual) {
			zone := time.FixedZone("", 90*60)
			u.certificate.notBefore = u.want.NotBefore.In(zone)
			u.want.NotAfter = date(2050, 1, 2) // From 2050 on, dates are GeneralizedTime.
			u.certificate.notAfter = u.want.NotAfter.In(zone)
		}),
		"large serial":             serial(large, "1461501637330902918203684832716283019655932542975"),
		"overlong serial":          serial(new(big.Int).Lsh(big.NewInt(1), 200), "1606938044258990275541962092341162602522202993782792835301376"),
		"negative serial":          serial(big.NewInt(-8446744073709551), "-8446744073709551"),
		"serial 0":                 serial(new(big.Int), "0"),
		"empty subject":            subject(""),
		"UTF-8":                    subject("CN=Jürgen 日本", pkix.RelativeDistinguishedNameSET{attribute(rdnCN, "Jürgen 日本")}),
		"escapes":                  subject(`CN=\#a\, \"b\"\+c\;\<d\>\\\ `, pkix.RelativeDistinguishedNameSET{attribute(rdnCN, `#a, "b"+c;<d>\ `)}),
		"several of one type":      severalOfAKind,
		"another order":            anotherOrder,
		"several in one RDN":       multiValued,
		"attribute without a name": mail,
	}
}

// inTheSameZone compares times including their zones.
var inTheSameZone = cmp.Comparer(func(a, b time.Time) bool { return a.Format(time.RFC3339Nano) == b.Format(time.RFC3339Nano) })

func TestParse(t *testing.T) {
	t.Parallel()
	for name, test := range unusualCertificates(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			der := test.certificate.der(t)
			sha1Sum, sha256Sum := sha1.Sum(der), sha256.Sum256(der)
			test.want.CertPEM = encode(der)
			test.want.SHA1Fingerprint = hex.EncodeToString(sha1Sum[:])
			test.want.SHA256Fingerprint = hex.EncodeToString(sha256Sum[:])
			for _, text := range []string{encode(der), likeTheAPI(encode(der))} {
				got, err := clientcertificate.Parse(text)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(test.want, got, inTheSameZone); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestInspectAll(t *testing.T) {
	t.Parallel()
	text, parsed := apiGatewayPEM(t)
	all := []clientcertificate.ClientCertificate{
		{ID: "absent"},
		{ID: "normal", PEM: &text, Tags: map[string]string{"a": "b"}},
		{ID: "noPEM", PEM: new("testcert-123")},
	}
	want := []clientcertificate.Inspected{
		{ClientCertificate: all[0], ParseError: clientcertificate.ErrNoPEM},
		{ClientCertificate: all[1], Parsed: &parsed},
		{ClientCertificate: all[2], ParseError: clientcertificate.ErrNoCertificate},
	}
	if diff := cmp.Diff(want, clientcertificate.InspectAll(all), cmpopts.EquateErrors()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
