package clientcertificate_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"terraform-provider-apigateway/internal/clientcertificate"
)

// certificate describes an X.509 certificate to create. Unlike with
// x509.CreateCertificate, it can have a negative serial number, several
// attributes in one RDN, and a version other than 3.
type certificate struct {
	version   int // Defaults to 3.
	serial    *big.Int
	subject   pkix.RDNSequence // issuer too
	notBefore time.Time
	notAfter  time.Time
	key       crypto.Signer
	// basicConstraints is the value of that extension in DER; nil omits it.
	basicConstraints []byte
}

var (
	rdnCN = asn1.ObjectIdentifier{2, 5, 4, 3}
	rdnC  = asn1.ObjectIdentifier{2, 5, 4, 6}
	rdnL  = asn1.ObjectIdentifier{2, 5, 4, 7}
	rdnO  = asn1.ObjectIdentifier{2, 5, 4, 10}
	rdnOU = asn1.ObjectIdentifier{2, 5, 4, 11}
)

// attribute returns an attribute of a distinguished name.
func attribute(oid asn1.ObjectIdentifier, value string) pkix.AttributeTypeAndValue {
	return pkix.AttributeTypeAndValue{Type: oid, Value: value}
}

// der returns the certificate in DER, signed with its own key.
func (c certificate) der(tb testing.TB) []byte {
	tb.Helper()
	marshal := func(v any) asn1.RawValue {
		tb.Helper()
		b, err := asn1.Marshal(v)
		if err != nil {
			tb.Fatal(err)
		}
		return asn1.RawValue{FullBytes: b}
	}
	publicKey, err := x509.MarshalPKIXPublicKey(c.key.Public())
	if err != nil {
		tb.Fatal(err)
	}
	var extensions []pkix.Extension
	if c.basicConstraints != nil {
		extensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 19}, Critical: true, Value: c.basicConstraints}}
	}
	version := c.version
	if version == 0 {
		version = 3
	}
	algorithm, hash := signature(tb, c.key)
	tbs := marshal(struct {
		Version    int `asn1:"optional,explicit,default:0,tag:0"`
		Serial     *big.Int
		Algorithm  pkix.AlgorithmIdentifier
		Issuer     pkix.RDNSequence
		Validity   struct{ NotBefore, NotAfter time.Time }
		Subject    pkix.RDNSequence
		PublicKey  asn1.RawValue
		Extensions []pkix.Extension `asn1:"omitempty,optional,explicit,tag:3"`
	}{
		version - 1, c.serial, algorithm, c.subject,
		struct{ NotBefore, NotAfter time.Time }{c.notBefore, c.notAfter},
		c.subject, asn1.RawValue{FullBytes: publicKey}, extensions,
	})
	signed, err := crypto.SignMessage(c.key, rand.Reader, tbs.FullBytes, hash)
	if err != nil {
		tb.Fatal(err)
	}
	return marshal(struct {
		TBS       asn1.RawValue
		Algorithm pkix.AlgorithmIdentifier
		Signature asn1.BitString
	}{tbs, algorithm, asn1.BitString{Bytes: signed, BitLength: 8 * len(signed)}}).FullBytes
}

// signature returns the algorithm with which key signs a certificate here.
func signature(tb testing.TB, key crypto.Signer) (pkix.AlgorithmIdentifier, crypto.Hash) {
	tb.Helper()
	switch key := key.(type) {
	case *rsa.PrivateKey:
		return pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 11}, Parameters: asn1.NullRawValue}, crypto.SHA256
	case ed25519.PrivateKey:
		return pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 3, 101, 112}}, 0
	case *ecdsa.PrivateKey:
		ecdsaWith := func(n int) pkix.AlgorithmIdentifier {
			return pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, n}}
		}
		switch key.Curve {
		case elliptic.P521():
			return ecdsaWith(4), crypto.SHA512
		case elliptic.P384():
			return ecdsaWith(3), crypto.SHA384
		default:
			return ecdsaWith(2), crypto.SHA256
		}
	default:
		tb.Fatalf("no signature algorithm for a %T", key)
		return pkix.AlgorithmIdentifier{}, 0
	}
}

// encode returns der as PEM with LF line endings.
func encode(der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// likeTheAPI converts PEM with LF line endings to API Gateway's form: CRLF, and
// none at the end.
func likeTheAPI(text string) string {
	return strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\r\n")
}

// numbered returns the PEM of a small certificate that is the same in every run
// and unique to n; its notBefore is n days after 2026-01-01.
func numbered(tb testing.TB, n byte) string {
	tb.Helper()
	begin := date(2026, 1, 1).AddDate(0, 0, int(n))
	return encode(certificate{
		serial:    big.NewInt(int64(n) + 1),
		subject:   pkix.RDNSequence{{attribute(rdnCN, "ApiGateway")}},
		notBefore: begin,
		notAfter:  begin.AddDate(1, 0, 0),
		key:       ed25519.NewKeyFromSeed(append(make([]byte, ed25519.SeedSize-1), n)),
	}.der(tb))
}

// inspected returns a client certificate with that id and pemText.
func inspected(id, pemText string) clientcertificate.Inspected {
	return clientcertificate.Inspect(clientcertificate.ClientCertificate{ID: id, PEM: &pemText})
}

// date returns midnight in UTC.
func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}
