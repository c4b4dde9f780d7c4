// A server that accepts requests only from API Gateway: from clients with one of the certificates of a trust bundle.
//
//	go run . -certificate backend.pem -key backend.key -trust gateway.pem
//
// The bundle is the pem_bundle of data "apigateway_client_certificates". crypto/tls accepts every certificate in it.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"
)

func main() {
	address := flag.String("address", "127.0.0.1:8443", "host and port to listen on; port 0 chooses a free one")
	certificate := flag.String("certificate", "backend.pem", "this server's certificate")
	key := flag.String("key", "backend.key", "its private key")
	trust := flag.String("trust", "gateway.pem", "the certificates that clients may present, in PEM")
	flag.Parse()
	if err := serve(*address, *certificate, *key, *trust); err != nil {
		log.Fatal(err)
	}
}

func serve(address, certificate, key, trust string) error {
	bundle, err := os.ReadFile(trust)
	if err != nil {
		return err
	}
	gateway := x509.NewCertPool()
	if !gateway.AppendCertsFromPEM(bundle) {
		return fmt.Errorf("%s contains no certificate", trust)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	log.Printf("listening on %s", listener.Addr())
	server := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = fmt.Fprintf(w, "certificate %s\n", r.TLS.PeerCertificates[0].SerialNumber)
		}),
		ReadHeaderTimeout: 10 * time.Second,
		TLSConfig: &tls.Config{
			ClientAuth: tls.RequireAndVerifyClientCert,
			ClientCAs:  gateway,
			MinVersion: tls.VersionTLS12,
		},
	}
	return server.ServeTLS(listener, certificate, key)
}
