package clientcertificate

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Parsed is the content of an X.509 certificate, with the names and formats of
// the tls_certificate data source where it has them.
//
// See https://registry.terraform.io/providers/hashicorp/tls/latest/docs/data-sources/certificate.
type Parsed struct {
	// CertPEM is the certificate alone in PEM, with LF line endings and a final
	// newline. Two are equal if and only if the certificates are.
	CertPEM string
	// Subject and Issuer are distinguished names in RFC 2253 format, as
	// pkix.Name writes them: sorted by type, from the common name to the
	// country, whatever their order in the certificate; "" if empty.
	Subject string
	Issuer  string
	// SerialNumber is decimal; some authorities have issued negative ones.
	SerialNumber string
	// Version is 1, 2 or 3.
	Version int
	// NotBefore and NotAfter, both in UTC, are the first and the last moment at
	// which the certificate is valid.
	NotBefore time.Time
	NotAfter  time.Time
	// SignatureAlgorithm is the name that x509.SignatureAlgorithm gives it, such
	// as SHA256-RSA or ECDSA-SHA256.
	SignatureAlgorithm string
	// PublicKeyAlgorithm is RSA, ECDSA or Ed25519, or another name of
	// x509.PublicKeyAlgorithm.
	PublicKeyAlgorithm string
	// PublicKeyBits is the length of an RSA key's modulus or the size of an
	// elliptic curve's field; 0 for other kinds of keys.
	PublicKeyBits int
	// IsCA reports whether this is a certificate authority's certificate.
	IsCA bool
	// SHA1Fingerprint and SHA256Fingerprint are those of the certificate in
	// DER, in lower-case hex without separators.
	SHA1Fingerprint   string
	SHA256Fingerprint string
}

// Reasons why a client certificate has no parsed certificate. Parse returns
// other errors for a malformed certificate.
var (
	ErrNoPEM         = errors.New("the API returned no PEM-encoded certificate")
	ErrNoCertificate = errors.New("the text has no PEM block of type CERTIFICATE")
)

const (
	pemType  = "CERTIFICATE"
	pemBegin = "-----BEGIN " + pemType + "-----"
	pemEnd   = "-----END " + pemType + "-----"
)

// Parse parses the first PEM block of type CERTIFICATE in pemText. Text and
// blocks of other types around it are ignored, and line endings do not matter.
// The error is ErrNoCertificate if there is no such block, and otherwise says
// what is wrong with it: a malformed first block is never skipped for a later
// one, which might be an authority's and end up in a trust bundle.
func Parse(pemText string) (Parsed, error) {
	der, err := firstCertificate(pemText)
	if err != nil {
		return Parsed{}, err
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return Parsed{}, fmt.Errorf("the PEM block of type CERTIFICATE does not contain a readable X.509 certificate: %w", err)
	}
	// nginx and HAProxy identify certificates by their SHA-1.
	sha1Sum, sha256Sum := sha1.Sum(der), sha256.Sum256(der)
	return Parsed{
		CertPEM:            string(pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der})),
		Subject:            c.Subject.String(),
		Issuer:             c.Issuer.String(),
		SerialNumber:       c.SerialNumber.String(),
		Version:            c.Version,
		NotBefore:          c.NotBefore.UTC(),
		NotAfter:           c.NotAfter.UTC(),
		SignatureAlgorithm: c.SignatureAlgorithm.String(),
		PublicKeyAlgorithm: c.PublicKeyAlgorithm.String(),
		PublicKeyBits:      publicKeyBits(c.PublicKey),
		IsCA:               c.IsCA,
		SHA1Fingerprint:    hex.EncodeToString(sha1Sum[:]),
		SHA256Fingerprint:  hex.EncodeToString(sha256Sum[:]),
	}, nil
}

// firstCertificate returns the bytes of the first PEM block of type
// CERTIFICATE. It cuts that block out before decoding, because pem.Decode skips
// a malformed block and returns the next.
func firstCertificate(pemText string) ([]byte, error) {
	begin := 0
	if !strings.HasPrefix(pemText, pemBegin) {
		begin = strings.Index(pemText, "\n"+pemBegin) + 1
		if begin == 0 {
			return nil, ErrNoCertificate
		}
	}
	text := pemText[begin:]
	body, _, found := strings.Cut(text[len(pemBegin):], pemEnd)
	if !found || strings.Contains(body, "-----BEGIN ") {
		return nil, errors.New("the PEM block of type CERTIFICATE has no end line")
	}
	block, _ := pem.Decode([]byte(text[:len(pemBegin)+len(body)+len(pemEnd)]))
	if block == nil {
		return nil, errors.New("the PEM block of type CERTIFICATE is malformed")
	}
	return block.Bytes, nil
}

// publicKeyBits returns the size of key, or 0 if its kind is not known here.
func publicKeyBits(key any) int {
	switch key := key.(type) {
	case *rsa.PublicKey:
		return key.N.BitLen()
	case *ecdsa.PublicKey:
		return key.Curve.Params().BitSize
	case ed25519.PublicKey:
		return len(key) * 8
	default:
		return 0
	}
}
