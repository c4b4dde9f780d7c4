package provider

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// nobody is an address at which nobody listens: no server has port 1, and no test
// can get it.
const nobody = "127.0.0.1:1"

// behindProxy sends the requests through a proxy, to a host like AWS's: a proxy is
// never used for the same machine.
func (s *scene) behindProxy(address string) {
	s.connectTo("https://apigateway.example.test")
	s.block["https_proxy"] = "http://proxy-user:hunter2@" + address
}

// refusingProxy returns the address of a proxy that responds to everything with
// status.
func refusingProxy(t *testing.T, status int) string {
	t.Helper()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "You sent Proxy-Authorization: "+r.Header.Get("Proxy-Authorization"), status)
	}))
	t.Cleanup(proxy.Close)
	return proxy.Listener.Addr().String()
}

// authority is a test's own certificate authority.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	file        string // Contains its certificate in PEM.
	notAfter    time.Time
}

func newAuthority(t *testing.T, name string) authority {
	t.Helper()
	key, der := issue(t, nil, &x509.Certificate{
		Subject:               pkix.Name{Organization: []string{"Example Corporation"}, CommonName: name},
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	})
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "bundle.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return authority{certificate, key, file, time.Now().Add(time.Hour)}
}

// issue creates a key and a certificate for it, self-signed if issuer is nil.
func issue(t *testing.T, issuer *authority, template *x509.Certificate) (*ecdsa.PrivateKey, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber = big.NewInt(1)
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent, signer := template, key
	if issuer != nil {
		parent, signer = issuer.certificate, issuer.key
		template.NotAfter = issuer.notAfter
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	return key, der
}

// overTLS serves an emulator over TLS with a certificate for host.
func overTLS(t *testing.T, behind http.Handler, from authority, host string) (url string) {
	t.Helper()
	template := &x509.Certificate{DNSNames: []string{host}}
	if ip := net.ParseIP(host); ip != nil {
		template = &x509.Certificate{IPAddresses: []net.IP{ip}}
	}
	key, der := issue(t, &from, template)
	server := httptest.NewUnstartedServer(behind)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // Handshakes fail on purpose.
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}
