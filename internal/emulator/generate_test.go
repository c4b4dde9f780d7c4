package emulator_test

import (
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// parse parses a certificate's PEM, which must be exactly one block.
func parse(t testing.TB, c emulator.Certificate) *x509.Certificate {
	t.Helper()
	block, rest := pem.Decode([]byte(*c.PEM))
	if block == nil || len(rest) > 0 {
		t.Fatalf("%q is not a PEM block", *c.PEM)
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

func TestGeneratedCertificateMatchesTheService(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{Now: func() time.Time { return noon }})
	stored := emulatortest.Generate(t, server, "", "orders", map[string]string{"Service": "orders"})
	certificate := parse(t, stored)

	if !regexp.MustCompile(`^[a-z0-9]{6}$`).MatchString(stored.ID) {
		t.Errorf("id %q", stored.ID)
	}
	lines := strings.Split(*stored.PEM, "\r\n")
	if strings.Contains(strings.Join(lines, ""), "\n") || lines[0] != "-----BEGIN CERTIFICATE-----" || lines[len(lines)-1] != "-----END CERTIFICATE-----" {
		t.Errorf("the PEM's line breaks are not CRLF, or there is one after the last line: %q", *stored.PEM)
	}
	if bits := certificate.SerialNumber.BitLen(); bits > 64 || certificate.SerialNumber.Sign() <= 0 {
		t.Errorf("serial %v", certificate.SerialNumber)
	}
	// Country, locality and common name, in this order.
	var name []string
	for _, relative := range certificate.Subject.Names {
		name = append(name, relative.Type.String()+"="+fmt.Sprint(relative.Value))
	}
	if diff := cmp.Diff([]string{"2.5.4.6=US", "2.5.4.7=Seattle", "2.5.4.3=ApiGateway"}, name); diff != "" {
		t.Errorf("subject (-want +got):\n%s", diff)
	}
	if string(certificate.RawIssuer) != string(certificate.RawSubject) {
		t.Errorf("issuer %s, subject %s", certificate.Issuer, certificate.Subject)
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		t.Fatalf("a %T", certificate.PublicKey)
	}
	type form struct {
		Version, Bits, Exponent, Extensions int
		Algorithm                           x509.SignatureAlgorithm
		IsCA, BasicConstraints              bool
		NotBefore, NotAfter                 time.Time
	}
	created := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	expires := created.Add(365 * 24 * time.Hour)
	want := form{Version: 3, Bits: 2048, Exponent: 65537, Algorithm: x509.SHA256WithRSA, NotBefore: created, NotAfter: expires}
	got := form{
		certificate.Version, key.N.BitLen(), key.E, len(certificate.Extensions), certificate.SignatureAlgorithm,
		certificate.IsCA, certificate.BasicConstraintsValid, certificate.NotBefore, certificate.NotAfter,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("certificate (-want +got):\n%s", diff)
	}
	if err := certificate.CheckSignature(certificate.SignatureAlgorithm, certificate.RawTBSCertificate, certificate.Signature); err != nil {
		t.Errorf("self-signature: %v", err)
	}
	wantStored := emulator.Certificate{
		ID: stored.ID, Region: "eu-west-1", Description: aws.String("orders"), PEM: stored.PEM,
		CreatedDate: &created, ExpirationDate: &expires, Tags: map[string]string{"Service": "orders"},
	}
	if diff := cmp.Diff(wantStored, stored); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

func TestCreatedAt(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	certificate := parse(t, emulatortest.Generate(t, server, "", "", nil, emulator.CreatedAt(noon.AddDate(-2, 0, 0))))
	if want := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC); !certificate.NotBefore.Equal(want) {
		t.Errorf("notBefore %v, want %v", certificate.NotBefore, want)
	}
}

func TestThousandCertificatesAreDistinct(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	certificates, err := server.GenerateMany("", 1000)
	if err != nil {
		t.Fatal(err)
	}
	ids, serials := map[string]bool{}, map[string]bool{}
	for _, certificate := range certificates {
		ids[certificate.ID] = true
		serials[parse(t, certificate).SerialNumber.String()] = true
	}
	if len(ids) != 1000 || len(serials) != 1000 || len(server.Certificates("")) != 1000 {
		t.Errorf("%d ids and %d serials of 1000, %d in the store", len(ids), len(serials), len(server.Certificates("")))
	}
}

func TestKeyPairsAdmitTheirHolders(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	trusted := emulatortest.Generate(t, server, "", "", nil, emulator.WithOwnKey())
	for name, test := range map[string]struct {
		id       string
		admitted bool
	}{
		"the trusted certificate":     {trusted.ID, true},
		"another with its own key":    {emulatortest.Generate(t, server, "", "", nil, emulator.WithOwnKey()).ID, false},
		"another with the shared key": {emulatortest.Generate(t, server, "", "", nil).ID, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pair, err := server.KeyPair("", test.id)
			if err != nil {
				t.Fatal(err)
			}
			if err := handshake(t, pair, parse(t, trusted)); (err == nil) != test.admitted {
				t.Errorf("admitted %v, want %v: %v", err == nil, test.admitted, err)
			}
		})
	}
}

// handshake presents a client certificate to a server that trusts another one, and returns the server's error.
func handshake(t *testing.T, pair tls.Certificate, trusted *x509.Certificate) error {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(trusted)
	near, far := net.Pipe()
	backend := tls.Server(near, &tls.Config{Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: roots})
	gateway := tls.Client(far, &tls.Config{Certificates: []tls.Certificate{pair}, InsecureSkipVerify: true})
	var running sync.WaitGroup
	running.Go(func() {
		// The gateway's outcome does not matter: with TLS 1.3 it finishes before the backend verifies its certificate.
		if err := gateway.HandshakeContext(t.Context()); err == nil {
			_, _ = gateway.Read(make([]byte, 1))
		}
	})
	err := backend.HandshakeContext(t.Context())
	if closeErr := errors.Join(backend.Close(), far.Close()); closeErr != nil && err == nil {
		t.Log("closing:", closeErr)
	}
	running.Wait()
	return err
}

func TestKeyPairNeedsAGeneratedCertificate(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	server.Put(emulator.Certificate{ID: "aaaaaa", PEM: aws.String("testcert-123")})
	generated := emulatortest.Generate(t, server, "us-east-1", "", nil)
	generated.PEM = aws.String("testcert-123")
	server.Put(generated)
	for _, test := range []struct{ region, id, want string }{
		{"", "nosuch", "no client certificate nosuch in eu-west-1"},
		{"", "aaaaaa", "client certificate aaaaaa in eu-west-1 was not generated by the emulator and has no key"},
		{"us-east-1", generated.ID, "client certificate " + generated.ID + " in us-east-1 has no PEM block"},
	} {
		_, err := server.KeyPair(test.region, test.id)
		if err == nil || err.Error() != test.want {
			t.Errorf("%s: %v, want %s", test.id, err, test.want)
		}
	}
}

func BenchmarkGenerateThousand(b *testing.B) {
	server := emulatortest.Start(b, emulator.Options{})
	for b.Loop() {
		if _, err := server.GenerateMany("", 1000); err != nil {
			b.Fatal(err)
		}
	}
}
