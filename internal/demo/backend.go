package demo

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"terraform-provider-apigateway/internal/emulator"
)

// backend is a TLS server that accepts clients with a certificate of a trust bundle, as examples/backends/go does, and the
// clients that connect to it.
type backend struct {
	listener net.Listener
	server   *http.Server
	roots    *x509.CertPool                // trusted by the clients
	trusted  atomic.Pointer[x509.CertPool] // trusted by the server; replaced as a whole
	kept     map[string]tls.Certificate    // by id; certificates that are deleted from the emulator
}

// startBackend listens on a loopback port. It trusts nobody yet.
func startBackend() (*backend, error) {
	identity, leaf, err := newIdentity()
	if err != nil {
		return nil, err
	}
	b := &backend{roots: x509.NewCertPool(), kept: map[string]tls.Certificate{}}
	b.roots.AddCert(leaf)
	b.trusted.Store(x509.NewCertPool())
	config := &tls.Config{
		Certificates: []tls.Certificate{identity},
		// Called for every handshake, so a new bundle needs no restart.
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return &tls.Config{
				Certificates: []tls.Certificate{identity},
				ClientAuth:   tls.RequireAndVerifyClientCert,
				ClientCAs:    b.trusted.Load(),
				MinVersion:   tls.VersionTLS12,
			}, nil
		},
		MinVersion: tls.VersionTLS12,
	}
	if b.listener, err = tls.Listen("tcp", "127.0.0.1:0", config); err != nil {
		return nil, err
	}
	b.server = &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }),
		ErrorLog:          log.New(io.Discard, "", 0), // The clients report failed handshakes.
		ReadHeaderTimeout: time.Minute,
	}
	go func() { _ = b.server.Serve(b.listener) }()
	return b, nil
}

func (b *backend) address() string { return b.listener.Addr().String() }

func (b *backend) close() error { return b.server.Close() }

// trust replaces the certificates that the server accepts. It fails if the bundle has none.
func (b *backend) trust(bundle string) error {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(bundle)) {
		return errors.New("the trust bundle contains no certificate")
	}
	b.trusted.Store(pool)
	return nil
}

// remember keeps a certificate and its key for clients, even if it is deleted from the emulator.
func (b *backend) remember(server *emulator.Server, id string) error {
	pair, err := server.KeyPair("", id)
	if err != nil {
		return err
	}
	b.kept[id] = pair
	return nil
}

// meet sends a request as a client with a certificate. A refusal is the alert with which the server ended the handshake; it is
// empty if the client was accepted.
func (b *backend) meet(ctx context.Context, server *emulator.Server, id string) (refusal string, err error) {
	pair, ok := b.kept[id]
	if !ok {
		if pair, err = server.KeyPair("", id); err != nil {
			return "", err
		}
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{
		RootCAs: b.roots,
		// With TLS 1.3 a client sends its request before it learns that its certificate was rejected.
		MaxVersion:           tls.VersionTLS12,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil },
	}}
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+b.address()+"/", http.NoBody)
	if err != nil {
		return "", err
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		if _, alert, found := strings.Cut(err.Error(), "remote error: "); found {
			return alert, nil
		}
		return "", err
	}
	return "", response.Body.Close()
}

// newIdentity creates the server's own certificate, valid for a day and for 127.0.0.1.
func newIdentity() (tls.Certificate, *x509.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, leaf, err
}
