package terraformcli

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
)

// releaseSite imitates HashiCorp's release site on loopback, with one release and its own signing key.
type releaseSite struct {
	url, key string

	mu  sync.Mutex
	log []string
}

// requests returns the requests so far, each as the last part of its path.
func (s *releaseSite) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log)
}

func startReleaseSite(t *testing.T, program string) *releaseSite {
	t.Helper()
	signer, err := openpgp.NewEntity("Release", "", "release@example.com", nil)
	if err != nil {
		t.Fatal(err)
	}
	archive := zipped(t, "terraform", program)
	base := "terraform_" + terraformVersion
	archiveName := fmt.Sprintf("%s_%s_%s.zip", base, runtime.GOOS, runtime.GOARCH)
	sums := fmt.Appendf(nil, "%x  %s\n", sha256.Sum256(archive), archiveName)
	var signature bytes.Buffer
	if err := openpgp.DetachSign(&signature, signer, bytes.NewReader(sums), nil); err != nil {
		t.Fatal(err)
	}

	site := &releaseSite{key: armored(t, signer)}
	folder := "/terraform/" + terraformVersion + "/"
	files := map[string][]byte{
		folder + archiveName:              archive,
		folder + base + "_SHA256SUMS":     sums,
		folder + base + "_SHA256SUMS.sig": signature.Bytes(),
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		site.mu.Lock()
		site.log = append(site.log, r.URL.Path[strings.LastIndexAny(r.URL.Path, "/_")+1:])
		site.mu.Unlock()
		content, found := files[r.URL.Path]
		if !found {
			http.NotFound(w, r)
			return
		}
		switch {
		case strings.HasSuffix(r.URL.Path, ".json"):
			w.Header().Set("Content-Type", "application/json")
		case strings.HasSuffix(r.URL.Path, ".zip"):
			w.Header().Set("Content-Type", "application/zip")
			site.mu.Lock()
			site.log[len(site.log)-1] = "zip"
			site.mu.Unlock()
		}
		_, _ = w.Write(content)
	}))
	site.url = "http://" + server.Listener.Addr().String()

	index, err := json.Marshal(map[string]any{
		"name": "terraform", "version": terraformVersion,
		"shasums": base + "_SHA256SUMS", "shasums_signature": base + "_SHA256SUMS.sig",
		"builds": []map[string]string{{
			"name": "terraform", "version": terraformVersion, "os": runtime.GOOS, "arch": runtime.GOARCH,
			"filename": archiveName, "url": site.url + folder + archiveName,
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	files[folder+"index.json"] = index
	server.Start()
	t.Cleanup(server.Close)
	return site
}

func zipped(t *testing.T, name, content string) []byte {
	t.Helper()
	var buffer bytes.Buffer
	archive := zip.NewWriter(&buffer)
	file, err := archive.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

func armored(t *testing.T, entity *openpgp.Entity) string {
	t.Helper()
	var buffer bytes.Buffer
	w, err := armor.Encode(&buffer, openpgp.PublicKeyType, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := entity.Serialize(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.String()
}
