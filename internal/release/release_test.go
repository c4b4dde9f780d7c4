package release

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// program returns a small Go program, built like a release's.
var program = sync.OnceValues(func() (_ []byte, err error) {
	dir, err := os.MkdirTemp("", "apigateway-release-test-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	for name, content := range map[string]string{
		"go.mod":  "module small\n",
		"main.go": "package main\n\nfunc main() { println() }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			return nil, err
		}
	}
	build := exec.Command("go", "build", "-trimpath", "-o", "program", ".") //nolint:noctx // Several tests share it.
	build.Dir = dir
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, output)
	}
	return os.ReadFile(filepath.Join(dir, "program"))
})

// entry is a file in a zip.
type entry struct {
	name string
	mode os.FileMode
}

// testRelease is a release to be written. Tests change what should be wrong with it.
type testRelease struct {
	version  string
	program  []byte // a small one if nil
	manifest string
	entries  []entry
	platform string
	sums     func(string) string
}

func newTestRelease() testRelease {
	return testRelease{
		version:  "1.2.3",
		manifest: `{"version": 1, "metadata": {"protocol_versions": ["6.0"]}}`,
		entries:  []entry{{"LICENSE", 0o644}, {"terraform-provider-apigateway_v1.2.3", 0o755}},
		platform: host,
		sums:     func(sums string) string { return sums },
	}
}

// write writes the release and returns its folder.
func (m testRelease) write(t *testing.T) string {
	t.Helper()
	content := m.program
	if content == nil {
		var err error
		if content, err = program(); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	prefix := filepath.Join(dir, "terraform-provider-apigateway_"+m.version+"_")
	archive, err := os.Create(prefix + m.platform + ".zip")
	if err != nil {
		t.Fatal(err)
	}
	writer := zip.NewWriter(archive)
	for _, e := range m.entries {
		header := &zip.FileHeader{Name: e.name}
		header.SetMode(e.mode)
		w, err := writer.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(writer.Close(), archive.Close()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(prefix+"manifest.json", []byte(m.manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	var sums strings.Builder
	for _, suffix := range []string{m.platform + ".zip", "manifest.json"} {
		file, err := os.Open(prefix + suffix)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.New()
		_, err = io.Copy(sum, file)
		if err := errors.Join(err, file.Close()); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&sums, "%x  %s\n", sum.Sum(nil), filepath.Base(prefix+suffix))
	}
	if err := os.WriteFile(prefix+"SHA256SUMS", []byte(m.sums(sums.String())), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestCheck(t *testing.T) {
	t.Parallel()
	zipName := "terraform-provider-apigateway_1.2.3_" + host + ".zip"
	tests := map[string]struct {
		change func(*testRelease)
		err    string // empty if the release is valid
	}{
		"valid": {func(*testRelease) {}, ""},
		"a version with a leading v": {
			func(m *testRelease) { m.version = "v1.2.3" }, `"v1.2.3" is not a semantic version without a leading v`,
		},
		"a program without the version in its name": {
			func(m *testRelease) { m.entries[1].name = "terraform-provider-apigateway" },
			"but not terraform-provider-apigateway_v1.2.3",
		},
		"a program that is not executable": {
			func(m *testRelease) { m.entries[1].mode = 0o644 }, "has mode -rw-r--r--, want it executable",
		},
		"another platform's name": {
			func(m *testRelease) { m.platform = "plan9_mips" }, `want "plan9"`,
		},
		"another protocol": {
			func(m *testRelease) { m.manifest = strings.ReplaceAll(m.manifest, "6.0", "5.0") },
			`the manifest has version 1 and protocols ["5.0"]`,
		},
		"no manifest": {func(m *testRelease) { m.manifest = "" }, "unexpected end of JSON input"},
		"a manifest that is not among the checksums": {
			func(m *testRelease) { m.sums = func(sums string) string { return strings.SplitAfter(sums, "\n")[0] } },
			"terraform-provider-apigateway_1.2.3_manifest.json is not among the checksums",
		},
		"a wrong checksum": {
			func(m *testRelease) {
				m.sums = func(sums string) string { return strings.Repeat("0", 64) + sums[64:] }
			},
			zipName + " does not have the listed checksum",
		},
		"a checksum of a missing file": {
			func(m *testRelease) {
				m.sums = func(sums string) string { return sums + strings.Repeat("0", 64) + "  missing.zip\n" }
			},
			"missing.zip is among the checksums, but not in the release",
		},
		"checksums in another form": {
			func(m *testRelease) { m.sums = func(string) string { return "SHA256 (file) = 00\n" } },
			"is not a checksum, two spaces and a name",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newTestRelease()
			test.change(&m)
			r, err := Check(m.write(t), []string{m.platform})
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Fatalf("got %v, want an error with %q", err, test.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, file := range r.Files {
				names = append(names, file.Name)
			}
			want := []string{zipName, "terraform-provider-apigateway_1.2.3_manifest.json"}
			if r.Version != "1.2.3" || r.Signed || !slices.Equal(names, want) {
				t.Errorf("got version %s, signed %t, files %q, want 1.2.3, false, %q", r.Version, r.Signed, names, want)
			}
		})
	}
}

func TestCheckMissesAPlatform(t *testing.T) {
	t.Parallel()
	_, err := Check(newTestRelease().write(t), Platforms)
	if err == nil || strings.Count(err.Error(), "no such file or directory") != len(Platforms)-1 {
		t.Errorf("got %v, want an error for every other platform", err)
	}
}

// TestAddManifest adds the manifest in the repository's root, as a release does.
func TestAddManifest(t *testing.T) {
	t.Parallel()
	m := newTestRelease()
	content, err := os.ReadFile("../../terraform-registry-manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(content) {
		t.Fatalf("the manifest is not JSON: %s", content)
	}
	m.manifest = string(content)
	dir := m.write(t)
	if err := os.Remove(filepath.Join(dir, "terraform-provider-apigateway_1.2.3_manifest.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := Check(dir, []string{host}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a manifest: got %v, want %v", err, os.ErrNotExist)
	}
	if err := AddManifest(dir, "../../terraform-registry-manifest.json"); err != nil {
		t.Fatal(err)
	}
	if _, err := Check(dir, []string{host}); err != nil {
		t.Error(err)
	}
}
