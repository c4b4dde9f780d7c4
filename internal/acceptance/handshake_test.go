package acceptance

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"terraform-provider-apigateway/internal/emulator"
)

// The outcomes for a client: the status of the response, or refused if the server ends the connection during or right after the
// handshake.
const (
	accepted   = "200"
	forbidden  = "403"
	badRequest = "400"
	refused    = "refused"
)

// clients are the clients that try to connect, by their names in the tables. nil is a client without a certificate.
type clients map[string]*tls.Certificate

// withKey returns a certificate from the emulator with its key.
func withKey(t *testing.T, server *emulator.Server, certificate emulator.Certificate) *tls.Certificate {
	t.Helper()
	pair, err := server.KeyPair(certificate.Region, certificate.ID)
	if err != nil {
		t.Fatal(err)
	}
	return &pair
}

// outcomes has every client send a request with TLS 1.2 and with TLS 1.3, and returns the outcomes, or both if the versions
// differ.
func (c clients) outcomes(identity serverIdentity, address string) map[string]string {
	outcomes := map[string]string{}
	for name, certificate := range c {
		outcome12 := identity.get(address, certificate, tls.VersionTLS12)
		outcome13 := identity.get(address, certificate, tls.VersionTLS13)
		outcomes[name] = outcome12
		if outcome12 != outcome13 {
			outcomes[name] = fmt.Sprintf("TLS 1.2: %s, TLS 1.3: %s", outcome12, outcome13)
		}
	}
	return outcomes
}

// serverIdentity is the certificate that every server in these tests presents.
type serverIdentity struct {
	dir   string // contains backend.pem, backend.key and both.pem
	roots *x509.CertPool
}

func (i serverIdentity) certificate() string { return filepath.Join(i.dir, "backend.pem") }
func (i serverIdentity) key() string         { return filepath.Join(i.dir, "backend.key") }
func (i serverIdentity) both() string        { return filepath.Join(i.dir, "both.pem") }

func newServerIdentity(t *testing.T) serverIdentity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "backend"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certificatePEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})
	identity := serverIdentity{dir: t.TempDir(), roots: x509.NewCertPool()}
	identity.roots.AppendCertsFromPEM(certificatePEM)
	writeFile(t, identity.certificate(), string(certificatePEM))
	writeFile(t, identity.key(), string(keyPEM))
	writeFile(t, identity.both(), string(bytes.Join([][]byte{certificatePEM, keyPEM}, nil)))
	return identity
}

// get sends a request with one version of TLS and returns the outcome, or the text of an error that is not a refusal.
func (i serverIdentity) get(address string, certificate *tls.Certificate, tlsVersion uint16) string {
	config := &tls.Config{RootCAs: i.roots, MinVersion: tlsVersion, MaxVersion: tlsVersion}
	if certificate != nil {
		// Present it whatever CAs the server says it accepts, as the gateway does.
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return certificate, nil }
	}
	conn, err := tls.DialWithDialer(&net.Dialer{Timeout: startTimeout}, "tcp", address, config)
	if err != nil {
		return refusal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(startTimeout)); err != nil {
		return err.Error()
	}
	request, err := http.NewRequest(http.MethodGet, "https://"+address+"/", nil)
	if err != nil {
		return err.Error()
	}
	// Not with http.Client, whose errors hide that the server ended the connection.
	if err := request.Write(conn); err != nil {
		return refusal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), request)
	if err != nil {
		return refusal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err.Error()
	}
	return strconv.Itoa(response.StatusCode)
}

// refusal returns refused if the server rejected the certificate, otherwise the error's text. With TLS 1.3 a server rejects a
// certificate after the client has sent its request, which can reset the connection before the alert is read. A server that is not
// listening, or does not support this version of TLS, does not reject the certificate.
func refusal(err error) string {
	if alert := err.Error(); strings.Contains(alert, "remote error: tls:") && !strings.Contains(alert, "protocol version") {
		return refused
	}
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, end) {
			return refused
		}
	}
	return err.Error()
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
