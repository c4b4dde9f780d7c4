package clientcertificate_test

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/clientcertificate"
)

// FuzzParse parses text as the API might return it, and again followed by a
// block with der: arbitrary text is rarely a certificate, but a mutation of der
// often still is one.
func FuzzParse(f *testing.F) {
	text, _ := apiGatewayPEM(f)
	for _, u := range unusualCertificates(f) {
		f.Add("text", u.certificate.der(f))
	}
	f.Add(text, []byte{})
	f.Add(numbered(f, 1)+numbered(f, 2), []byte{})
	f.Fuzz(func(t *testing.T, text string, der []byte) {
		checkParse(t, text)
		checkParse(t, text+"\n"+encode(der))
	})
}

// checkParse checks that the result of parsing text parses the same again from
// its CertPEM with either line ending, and that its bundle is that CertPEM.
func checkParse(t *testing.T, text string) {
	t.Helper()
	parsed, err := clientcertificate.Parse(text)
	if err != nil {
		if diff := cmp.Diff(clientcertificate.Parsed{}, parsed); diff != "" {
			t.Errorf("with error %v (-want +got):\n%s", err, diff)
		}
		return
	}
	for _, again := range []string{parsed.CertPEM, likeTheAPI(parsed.CertPEM), "text\n" + parsed.CertPEM + text} {
		got, err := clientcertificate.Parse(again)
		if diff := cmp.Diff(parsed, got); diff != "" || err != nil {
			t.Errorf("parsed again: error %v (-first +again):\n%s", err, diff)
		}
	}
	block, rest := pem.Decode([]byte(parsed.CertPEM))
	if block == nil || len(rest) > 0 {
		t.Fatalf("CertPEM is not one PEM block: %q", parsed.CertPEM)
	}
	if _, err := x509.ParseCertificate(block.Bytes); err != nil {
		t.Errorf("CertPEM: %v", err)
	}
	if bundle, leftOut := clientcertificate.Bundle([]clientcertificate.Inspected{inspected("a", text)}); bundle != parsed.CertPEM || leftOut != nil {
		t.Errorf("bundle %q, left out %v", bundle, leftOut)
	}
}

// FuzzFilter matches arbitrary descriptions and tags. Tags are lines of
// key=value; certificates are the lists of tags between empty lines.
func FuzzFilter(f *testing.F) {
	f.Add("orders", "Service=orders\nStage=a\n\nService=orders\n\nService=billing", "Service=orders")
	f.Add("", "a=\n\na", "a=")
	f.Add("${x} %{y} \"\\\n\x00", "for=1\n\naws:x=é", "for=1\nnull=")
	f.Fuzz(func(t *testing.T, description, certificates, tags string) {
		var all []clientcertificate.ClientCertificate
		for i, list := range strings.Split(certificates, "\n\n") {
			c := clientcertificate.ClientCertificate{ID: fmt.Sprint(i), Tags: parseTags(list)}
			// Some dates and descriptions repeat or are absent.
			if i%3 != 0 {
				c.CreatedDate = new(date(2026, 1, 1+i%5))
			}
			if i%2 == 0 {
				c.Description = &description
			}
			all = append(all, c)
		}
		for _, filter := range []clientcertificate.Filter{{}, {Description: &description}, {Tags: parseTags(tags)}, {Description: &description, Tags: parseTags(tags)}} {
			checkSelect(t, filter, all)
			// Terraform's strings are UTF-8.
			if utf8.ValidString(description) && utf8.ValidString(tags) {
				checkFilterInHCL(t, filter)
			}
		}
		for _, c := range all {
			if own := (clientcertificate.Filter{Description: c.Description, Tags: c.Tags}); !own.Matches(c) {
				t.Errorf("{ %s } does not match the certificate it was built from", own)
			}
		}
	})
}

// parseTags reads lines of key=value.
func parseTags(lines string) map[string]string {
	tags := map[string]string{}
	for line := range strings.SplitSeq(lines, "\n") {
		if key, value, ok := strings.Cut(line, "="); ok {
			tags[key] = value
		}
	}
	return tags
}

// checkSelect compares what filter selects with what it matches.
func checkSelect(t *testing.T, filter clientcertificate.Filter, all []clientcertificate.ClientCertificate) {
	t.Helper()
	var want []clientcertificate.ClientCertificate
	for _, c := range all {
		if filter.Matches(c) {
			want = append(want, c)
		}
	}
	clientcertificate.SortNewestFirst(want)
	reversed := slices.Clone(all)
	slices.Reverse(reversed)
	if diff := cmp.Diff(want, filter.Select(reversed)); diff != "" {
		t.Errorf("{ %s } (-matched +selected):\n%s", filter, diff)
	}
}

// FuzzBundle bundles text among certificates: each byte of order below 16 stands
// for the certificate with that number, any other for text.
func FuzzBundle(f *testing.F) {
	f.Add("testcert-123", []byte{3, 1, 2, 1, 16})
	f.Add(numbered(f, 20), []byte{16, 1, 17, 0})
	f.Add("", []byte{})
	var pool []string
	for n := range byte(16) {
		pool = append(pool, numbered(f, n))
	}
	f.Fuzz(func(t *testing.T, text string, order []byte) {
		var all []clientcertificate.Inspected
		distinct := map[string]bool{}
		malformed := 0
		for i, n := range order {
			c := inspected(fmt.Sprint(i), text)
			if int(n) < len(pool) {
				c = inspected(fmt.Sprint(i), likeTheAPI(pool[n]))
			}
			if n%3 == 0 {
				c.CreatedDate = new(date(2026, 1, 1+int(n)))
			}
			all = append(all, c)
			if c.Parsed == nil {
				malformed++
			} else {
				distinct[c.Parsed.CertPEM] = true
			}
		}
		bundle, leftOut := clientcertificate.Bundle(all)
		if len(leftOut) != malformed {
			t.Errorf("%d left out, want %d", len(leftOut), malformed)
		}
		certificates := split(t, bundle)
		if len(certificates) != len(distinct) {
			t.Errorf("%d certificates, want %d", len(certificates), len(distinct))
		}
		for i, c := range certificates {
			if !distinct[c.Parsed.CertPEM] {
				t.Errorf("certificate %d of the bundle is not in the input", i)
			}
		}
		reversed := slices.Clone(all)
		slices.Reverse(reversed)
		again, leftOutAgain := clientcertificate.Bundle(reversed)
		slices.Reverse(leftOutAgain)
		if diff := cmp.Diff(bundle, again); diff != "" {
			t.Errorf("the input order matters (-given +reversed):\n%s", diff)
		}
		if diff := cmp.Diff(leftOut, leftOutAgain, cmp.Comparer(func(a, b error) bool { return a.Error() == b.Error() })); diff != "" {
			t.Errorf("the input order matters to what is left out (-given +reversed):\n%s", diff)
		}
		if twice, _ := clientcertificate.Bundle(certificates); twice != bundle {
			t.Errorf("bundled again:\n%s\nwant\n%s", twice, bundle)
		}
	})
}

// split returns the certificates in a bundle, dated in their order. It fails the
// test if the bundle has anything but PEM blocks with LF line endings.
func split(t *testing.T, bundle string) []clientcertificate.Inspected {
	t.Helper()
	var certificates []clientcertificate.Inspected
	var encoded strings.Builder
	for rest := []byte(bundle); len(rest) > 0; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			t.Fatalf("not PEM: %q", rest)
		}
		text := encode(block.Bytes)
		encoded.WriteString(text)
		c := inspected(fmt.Sprint(len(certificates)), text)
		if c.Parsed == nil {
			t.Fatalf("%q: %v", text, c.ParseError)
		}
		c.CreatedDate = new(date(2026, 1, 1).AddDate(0, 0, len(certificates)))
		certificates = append(certificates, c)
	}
	if encoded.String() != bundle {
		t.Fatalf("more than PEM blocks: %q", bundle)
	}
	return certificates
}
