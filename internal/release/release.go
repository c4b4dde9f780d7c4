// Package release checks the files of a release as the Terraform Registry does before it accepts them, and tries them out.
package release

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/go-version"
)

const (
	providerName = "terraform-provider-apigateway"
	sumsSuffix   = "_SHA256SUMS"
	protocol     = "6.0"
)

// Platforms are the platforms of a release: those that the Registry's documentation recommends, except the ones that Go no longer
// supports (darwin_386, darwin_arm, windows_arm).
// https://developer.hashicorp.com/terraform/registry/providers/os-arch
var Platforms = []string{
	"darwin_amd64", "darwin_arm64",
	"freebsd_386", "freebsd_amd64", "freebsd_arm", "freebsd_arm64",
	"linux_386", "linux_amd64", "linux_arm", "linux_arm64",
	"windows_386", "windows_amd64", "windows_arm64",
}

// Release is a release that has passed Check.
type Release struct {
	Dir     string
	Version string // without a leading v: "0.1.0"
	Files   []File // sorted by name
	Signed  bool   // whether the checksums have a detached signature, which the Registry requires
}

// File is an uploaded file.
type File struct {
	Name   string
	Size   int64
	SHA256 string // lower-case hex
}

// AddManifest copies the Registry's manifest to the release in dir, under the name that the checksums list. goreleaser uses that
// name only for the upload.
func AddManifest(dir, manifest string) error {
	version, err := findVersion(dir)
	if err != nil {
		return err
	}
	content, err := os.ReadFile(manifest)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, manifestName(version)), content, 0o644) //nolint:gosec // Everybody may read it.
}

// Check reads the release in dir, which must be built for these platforms, such as "linux_amd64". The error joins every problem
// that the Registry or terraform init would reject it for.
// https://developer.hashicorp.com/terraform/registry/providers/publishing
func Check(dir string, platforms []string) (Release, error) {
	version, err := findVersion(dir)
	if err != nil {
		return Release{}, err
	}
	r := Release{Dir: dir, Version: version}
	sums, err := readSums(filepath.Join(dir, providerName+"_"+version+sumsSuffix))
	if err != nil {
		return Release{}, err
	}
	want := []string{manifestName(version)}
	for _, platform := range platforms {
		want = append(want, r.zipName(platform))
	}
	slices.Sort(want)

	var problems []error
	for _, file := range want {
		content, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			problems = append(problems, err)
			continue
		}
		sum := sha256.Sum256(content)
		r.Files = append(r.Files, File{Name: file, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])})
		if err := r.checkFile(file, content); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", file, err))
		}
		switch listed, ok := sums[file]; {
		case !ok:
			problems = append(problems, fmt.Errorf("%s is not among the checksums", file))
		case listed != hex.EncodeToString(sum[:]):
			problems = append(problems, fmt.Errorf("%s does not have the listed checksum", file))
		}
		delete(sums, file)
	}
	for file := range sums {
		problems = append(problems, fmt.Errorf("%s is among the checksums, but not in the release", file))
	}
	_, err = os.Stat(filepath.Join(dir, providerName+"_"+version+sumsSuffix+".sig"))
	r.Signed = err == nil
	return r, errors.Join(problems...)
}

// findVersion returns the version in the name of the checksums file.
func findVersion(dir string) (string, error) {
	found, err := filepath.Glob(filepath.Join(dir, providerName+"_*"+sumsSuffix))
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%s has %d files named %s_VERSION%s, want one", dir, len(found), providerName, sumsSuffix)
	}
	text := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(found[0]), providerName+"_"), sumsSuffix)
	if _, err := version.NewSemver(text); err != nil || strings.HasPrefix(text, "v") {
		return "", fmt.Errorf("%s: %q is not a semantic version without a leading v", found[0], text)
	}
	return text, nil
}

// readSums parses the output of sha256sum into lower-case hex checksums by file name.
func readSums(path string) (map[string]string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	sums := map[string]string{}
	for line := range strings.Lines(string(content)) {
		sum, file, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok || len(sum) != hex.EncodedLen(sha256.Size) {
			return nil, fmt.Errorf("%s: %q is not a checksum, two spaces and a name", path, line)
		}
		sums[file] = sum
	}
	return sums, nil
}

func manifestName(version string) string { return providerName + "_" + version + "_manifest.json" }

func (r Release) zipName(platform string) string {
	return providerName + "_" + r.Version + "_" + platform + ".zip"
}

func (r Release) checkFile(file string, content []byte) error {
	if file == manifestName(r.Version) {
		return checkManifest(content)
	}
	platform := strings.TrimSuffix(strings.TrimPrefix(file, providerName+"_"+r.Version+"_"), ".zip")
	program, err := r.program(platform, content)
	if err != nil {
		return err
	}
	return checkProgram(platform, program)
}

// checkManifest checks what the Registry reads: the version of the format, and the protocols.
// https://developer.hashicorp.com/terraform/registry/providers/publishing#terraform-registry-manifest-file
func checkManifest(content []byte) error {
	var manifest struct {
		Version  int `json:"version"`
		Metadata struct {
			ProtocolVersions []string `json:"protocol_versions"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(content, &manifest); err != nil {
		return err
	}
	if manifest.Version != 1 || !slices.Equal(manifest.Metadata.ProtocolVersions, []string{protocol}) {
		return fmt.Errorf("the manifest has version %d and protocols %q, want version 1 and protocol %s",
			manifest.Version, manifest.Metadata.ProtocolVersions, protocol)
	}
	return nil
}

// program returns the provider from a zip of the release. It fails if it is missing or not executable.
func (r Release) program(platform string, content []byte) ([]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	want := providerName + "_v" + r.Version
	if strings.HasPrefix(platform, "windows_") {
		want += ".exe"
	}
	var names []string
	for _, file := range archive.File {
		names = append(names, file.Name)
		if file.Name != want {
			continue
		}
		if file.Mode().Perm()&0o111 != 0o111 {
			return nil, fmt.Errorf("%s has mode %s, want it executable", want, file.Mode())
		}
		opened, err := file.Open()
		if err != nil {
			return nil, err
		}
		program, err := io.ReadAll(opened)
		return program, errors.Join(err, opened.Close())
	}
	return nil, fmt.Errorf("the archive contains %q, but not %s", names, want)
}

// checkProgram checks the build settings that Go recorded in the program.
func checkProgram(platform string, program []byte) error {
	info, err := buildinfo.Read(bytes.NewReader(program))
	if err != nil {
		return err
	}
	settings := map[string]string{}
	for _, setting := range info.Settings {
		settings[setting.Key] = setting.Value
	}
	var problems []error
	goos, goarch, _ := strings.Cut(platform, "_")
	for key, want := range map[string]string{"GOOS": goos, "GOARCH": goarch, "CGO_ENABLED": "0", "-trimpath": "true"} {
		if got := settings[key]; got != want {
			problems = append(problems, fmt.Errorf("the program was built with %s=%q, want %q", key, got, want))
		}
	}
	return errors.Join(problems...)
}
