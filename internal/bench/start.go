package bench

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// What Terraform sets in a provider's environment: https://github.com/hashicorp/go-plugin/blob/main/docs/internals.md and
// https://developer.hashicorp.com/terraform/plugin/terraform-plugin-protocol.
const magicCookie = "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

// measureStart starts a provider as Terraform does, waits for the line that tells where it listens, and kills it. The sample's
// wall time and peak memory are those until that line.
func measureStart(ctx context.Context, p Program) (Sample, error) {
	certificate, err := terraformCertificate()
	if err != nil {
		return Sample{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.Path)
	cmd.Env = append(os.Environ(), magicCookie, "PLUGIN_PROTOCOL_VERSIONS=5,6", "PLUGIN_MIN_PORT=10000", "PLUGIN_MAX_PORT=25000",
		"PLUGIN_CLIENT_CERT="+certificate)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return Sample{}, err
	}
	started := time.Now()
	if err := cmd.Start(); err != nil {
		return Sample{}, err
	}
	line, readErr := bufio.NewReader(stdout).ReadString('\n')
	sample := Sample{Wall: time.Since(started), Memory: processMemory(cmd.Process.Pid)}
	cancel()
	_ = cmd.Wait() // Always an error: it was killed.
	sample.CPU = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if readErr != nil {
		return Sample{}, fmt.Errorf("it ended without a handshake: %w\n%s", readErr, stderr.String())
	}
	if strings.Count(line, "|") < 4 {
		return Sample{}, fmt.Errorf("it printed %q instead of a handshake\n%s", line, stderr.String())
	}
	return sample, nil
}

// terraformCertificate returns a certificate like the one with which Terraform authenticates itself to a provider. A provider
// that gets one generates its own before it answers.
var terraformCertificate = sync.OnceValues(func() (string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		return "", err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return "", err
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), nil
})
