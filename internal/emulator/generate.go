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

// sharedKey is the key of every certificate that did not ask for one of its own: a key takes much longer than a certificate.
var sharedKey = sync.OnceValues(newKey)

// GenerateOption changes how Generate makes a certificate.
type GenerateOption func(*generation)

type generation struct {
	ownKey  bool
	created time.Time
}

// WithOwnKey gives the certificate a key that no other has, so that only its own certificate admits its holder.
func WithOwnKey() GenerateOption { return func(g *generation) { g.ownKey = true } }

// CreatedAt makes the certificate at another time than now, truncated to the second. It expires 365 × 24 hours later.
func CreatedAt(t time.Time) GenerateOption { return func(g *generation) { g.created = t } }

// Generate makes and stores a client certificate in a region, DefaultRegion when empty. An empty description is an absent
// one. Like httptest.NewServer it panics when it cannot do its work, which only a broken source of randomness causes.
func (s *Server) Generate(region, description string, tags map[string]string, options ...GenerateOption) Certificate {
	c := Certificate{Region: region, Tags: tags}
	if description != "" {
		c.Description = &description
	}
	c, err := s.generate(c, options...)
	if err != nil {
		panic("emulator: " + err.Error())
	}
	return c
}

// GenerateMany makes and stores n client certificates in a region, on all processors. They have one key, no description
// and no tags.
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
	makeKey := sharedKey
	if g.ownKey {
		makeKey = newKey
	}
	key, err := makeKey()
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
		return nil, fmt.Errorf("making an RSA key: %w", err)
	}
	return key, nil
}

// selfSign makes a certificate in API Gateway's form: X.509 v3 without extensions, a random 64-bit serial, and a PEM with
// CRLF line ends and none after the last line.
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

// newSerial returns a random number of 64 bits; 0 is no serial number.
func newSerial() (*big.Int, error) {
	maximum := new(big.Int).SetUint64(math.MaxUint64)
	n, err := rand.Int(rand.Reader, maximum)
	if err != nil {
		return nil, fmt.Errorf("making a serial number: %w", err)
	}
	return n.Add(n, big.NewInt(1)), nil
}

// newID returns six random lower-case letters and digits.
func newID() string {
	// rand.Text is base32: letters and the digits 2 to 7.
	return strings.ToLower(rand.Text()[:6])
}
