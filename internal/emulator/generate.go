package emulator

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math"
	"math/big"
	"runtime"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	keyBits  = 2048
	validity = 365 * 24 * time.Hour
)

// sharedKey is the key of every certificate without WithOwnKey: generating a key takes much longer than a certificate.
var sharedKey = sync.OnceValues(newKey)

// GenerateOption changes how Generate generates a certificate.
type GenerateOption func(*generation)

type generation struct {
	ownKey  bool
	created time.Time
}

// WithOwnKey gives the certificate a key that no other has, so that trusting another certificate does not admit its holder.
func WithOwnKey() GenerateOption { return func(g *generation) { g.ownKey = true } }

// CreatedAt sets the time of creation, truncated to the second, instead of now. The certificate expires 365 × 24 hours later.
func CreatedAt(t time.Time) GenerateOption { return func(g *generation) { g.created = t } }

// Generate generates and stores a client certificate in a region, DefaultRegion if empty. An empty description means none. It
// fails only if there is no randomness.
func (s *Server) Generate(region, description string, tags map[string]string, options ...GenerateOption) (Certificate, error) {
	c := Certificate{Region: region, Tags: tags}
	if description != "" {
		c.Description = &description
	}
	return s.generate(c, options...)
}

// GenerateMany generates and stores n client certificates in a region, on all processors. They share one key and have no
// description and no tags.
func (s *Server) GenerateMany(region string, n int) ([]Certificate, error) {
	certificates := make([]Certificate, n)
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range certificates {
		group.Go(func() (err error) {
			certificates[i], err = s.generate(Certificate{Region: region})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return certificates, nil
}

// generate completes a certificate with an id, a PEM and dates, and stores it.
func (s *Server) generate(c Certificate, options ...GenerateOption) (Certificate, error) {
	g := generation{created: s.options.Now()}
	for _, option := range options {
		option(&g)
	}
	getKey := sharedKey
	if g.ownKey {
		getKey = newKey
	}
	key, err := getKey()
	if err != nil {
		return Certificate{}, err
	}
	created := g.created.UTC().Truncate(time.Second)
	expires := created.Add(validity)
	text, err := selfSign(key, created, expires)
	if err != nil {
		return Certificate{}, err
	}
	c.ID, c.PEM, c.CreatedDate, c.ExpirationDate = "", &text, &created, &expires
	return s.store.insert(stored{certificate: c, key: key}), nil
}

func newKey() (*rsa.PrivateKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("generating an RSA key: %w", err)
	}
	return key, nil
}

// selfSign returns a certificate as API Gateway issues it: X.509 v3 without extensions, with a random 64-bit serial number, as
// PEM with CRLF line breaks and none after the last line.
func selfSign(key *rsa.PrivateKey, notBefore, notAfter time.Time) (string, error) {
	serial, err := newSerial()
	if err != nil {
		return "", err
	}
	template := &x509.Certificate{
		SerialNumber:       serial,
		Subject:            pkix.Name{Country: []string{"US"}, Locality: []string{"Seattle"}, CommonName: "ApiGateway"},
		NotBefore:          notBefore,
		NotAfter:           notAfter,
		SignatureAlgorithm: x509.SHA256WithRSA,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return "", fmt.Errorf("signing a client certificate: %w", err)
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	return strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\r\n"), nil
}

// newSerial returns a random 64-bit number other than 0, which is not a valid serial number.
func newSerial() (*big.Int, error) {
	maximum := new(big.Int).SetUint64(math.MaxUint64)
	n, err := rand.Int(rand.Reader, maximum)
	if err != nil {
		return nil, fmt.Errorf("generating a serial number: %w", err)
	}
	return n.Add(n, big.NewInt(1)), nil
}

// newID returns six random lower-case letters and digits.
func newID() string {
	// rand.Text is base32: letters and the digits 2 to 7.
	return strings.ToLower(rand.Text()[:6])
}
