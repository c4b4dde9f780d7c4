package terraformcli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// writeCLI writes a program whose "version" command prints answer, and returns its path.
func writeCLI(t *testing.T, path, answer string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(script(answer)), 0o755); err != nil { //nolint:gosec // A program has to be executable.
		t.Fatal(err)
	}
	return path
}

func script(answer string) string {
	return "#!/bin/sh\n[ \"$1\" = version ] || exit 2\ncat <<'END'\n" + answer + "\nEND\n"
}

// builder replaces the build of OpenTofu with a program whose "version" command prints answer.
func builder(answer string) func(context.Context, string, io.Writer) error {
	return func(_ context.Context, path string, _ io.Writer) error {
		return os.WriteFile(path, []byte(script(answer)), 0o755)
	}
}

// refused is the URL of a release site that refuses connections.
const refused = "http://127.0.0.1:1"

// Not parallel, because it sets the environment.
func TestFindOnThisMachine(t *testing.T) {
	dir := t.TempDir()
	named := writeCLI(t, filepath.Join(dir, "named", "any-name"), "Terraform v1.9.0\non linux_amd64")
	terraform := writeCLI(t, filepath.Join(dir, "terraform", "terraform"), "Terraform v1.11.4\non linux_amd64")
	warning := writeCLI(t, filepath.Join(dir, "warning", "tofu"), "Warning: something else\n\nOpenTofu v1.12.6-dev\non linux_amd64")
	broken := writeCLI(t, filepath.Join(dir, "broken", "terraform"), "command not found")

	tests := map[string]struct {
		named string
		path  []string
		want  CLI
		err   string
	}{
		"the variable comes first": {named: named, path: []string{terraform}, want: CLI{Path: named, Version: "1.9.0"}},
		"terraform comes before tofu": {
			path: []string{warning, terraform},
			want: CLI{Path: terraform, Version: "1.11.4"},
		},
		"tofu, after a warning": {path: []string{warning}, want: CLI{Path: warning, Version: "1.12.6-dev", OpenTofu: true}},
		"a terraform that does not work is skipped": {
			path: []string{broken, warning},
			want: CLI{Path: warning, Version: "1.12.6-dev", OpenTofu: true},
		},
		"a variable that names a missing file is an error": {
			named: filepath.Join(dir, "nothing"),
			path:  []string{terraform},
			err:   "TF_ACC_TERRAFORM_PATH must name a Terraform or OpenTofu program, or be unset",
		},
		"a variable that names another program is an error": {
			named: broken,
			err:   `did not print a version of Terraform or OpenTofu: "command not found\n"`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv(PathVariable, test.named)
			// What a shell script needs comes last, because a real Terraform may be there too.
			t.Setenv("PATH", strings.Join(append(folders(test.path), "/usr/bin", "/bin"), string(os.PathListSeparator)))
			got, err := Finder{cacheDir: t.TempDir(), releasesURL: refused, Progress: t.Output()}.Find(t.Context())
			wantError(t, err, test.err)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func folders(paths []string) []string {
	var dirs []string
	for _, path := range paths {
		dirs = append(dirs, filepath.Dir(path))
	}
	return dirs
}

func wantError(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("error: %v", err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("got error %v, want one with %q", err, want)
	}
}

func TestFetchDownloadsTerraform(t *testing.T) {
	t.Parallel()
	site := startReleaseSite(t, script("Terraform v"+terraformVersion))
	finder := Finder{
		cacheDir:    t.TempDir(),
		releasesURL: site.url,
		releasesKey: site.key,
		Progress:    t.Output(),
		buildOpenTofu: func(context.Context, string, io.Writer) error {
			return errors.New("built OpenTofu although Terraform could be downloaded")
		},
	}
	want := CLI{
		Path:    filepath.Join(finder.cacheDir, "terraform-"+terraformVersion, "terraform"),
		Version: terraformVersion,
	}
	for range 2 {
		got, err := finder.fetch(t.Context())
		wantError(t, err, "")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
	wantRequests := []string{"index.json", "SHA256SUMS.sig", "SHA256SUMS", "zip"}
	if diff := cmp.Diff(wantRequests, site.requests()); diff != "" {
		t.Errorf("requests of two calls, the second of which should find Terraform in the cache: -want +got:\n%s", diff)
	}
	wantEntries(t, finder.cacheDir, "terraform-"+terraformVersion)
}

func TestFetchBuildsOpenTofu(t *testing.T) {
	t.Parallel()
	forged := startReleaseSite(t, script("Terraform v"+terraformVersion))
	tests := map[string]struct {
		finder   Finder
		progress string
	}{
		"the release site cannot be reached":         {Finder{releasesURL: refused}, "connection refused"},
		"the release is signed with another key":     {Finder{releasesURL: forged.url}, "unable to verify checksums signature"},
		"the release site does not have the release": {Finder{releasesURL: forged.url + "/elsewhere"}, "404 Not Found"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var progress bytes.Buffer
			finder := test.finder
			finder.cacheDir = t.TempDir()
			finder.Progress = &progress
			finder.buildOpenTofu = builder("OpenTofu v1.12.6")
			want := CLI{
				Path:     filepath.Join(finder.cacheDir, "opentofu-v1.12.6", "tofu"),
				Version:  "1.12.6",
				OpenTofu: true,
			}
			got, err := finder.fetch(t.Context())
			wantError(t, err, "")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if !strings.Contains(progress.String(), test.progress) {
				t.Errorf("progress does not contain %q:\n%s", test.progress, progress.String())
			}
			wantEntries(t, finder.cacheDir, "opentofu-v1.12.6")

			finder.buildOpenTofu = func(context.Context, string, io.Writer) error { return errors.New("built again") }
			got, err = finder.fetch(t.Context())
			wantError(t, err, "")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("from the cache: -want +got:\n%s", diff)
			}
		})
	}
}

func TestFetchFails(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		build func(context.Context, string, io.Writer) error
		err   string
	}{
		"the build fails": {
			build: func(context.Context, string, io.Writer) error { return errors.New("disk full") },
			err:   "disk full",
		},
		"the built program does not work": {build: builder("Segmentation fault"), err: "did not print a version"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			finder := Finder{
				cacheDir: t.TempDir(), releasesURL: refused, Progress: t.Output(), buildOpenTofu: test.build,
			}
			_, err := finder.fetch(t.Context())
			for _, want := range []string{"put it on the PATH, or set TF_ACC_TERRAFORM_PATH to its path", "connection refused", test.err} {
				wantError(t, err, want)
			}
			wantEntries(t, finder.cacheDir)
		})
	}
}

func TestFetchStopsWhenCanceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	finder := Finder{
		cacheDir:    t.TempDir(),
		releasesURL: refused,
		Progress:    writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil }),
		buildOpenTofu: func(context.Context, string, io.Writer) error {
			t.Error("OpenTofu was built after the context was canceled")
			return nil
		},
	}
	if _, err := finder.fetch(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	wantEntries(t, finder.cacheDir)
}

type writerFunc func([]byte) (int, error)

func (w writerFunc) Write(p []byte) (int, error) { return w(p) }

// wantEntries compares the names of a folder's entries, hidden ones too.
func wantEntries(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: -want +got:\n%s", dir, diff)
	}
}

func TestEnviron(t *testing.T) {
	t.Parallel()
	config := filepath.Join(t.TempDir(), "cli.tfrc")
	if err := os.WriteFile(config, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	given := []string{
		"HOME=/home/x", "TF_CLI_CONFIG_FILE=" + config + ".missing", "TF_CLI_CONFIG_FILE=" + config, "TF_CLI_ARGS=-no-color",
		"TF_CLI_ARGS_plan=-destroy", "TF_LOG=TRACE", "TF_LOG_PATH=/tmp/log", "CHECKPOINT_DISABLE=", "TF_VAR_id=a1b2c3",
	}
	want := []string{"HOME=/home/x", "TF_CLI_CONFIG_FILE=" + config, "TF_VAR_id=a1b2c3", "CHECKPOINT_DISABLE=1"}
	if diff := cmp.Diff(want, Environ(given)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestExports(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.tfrc")
	tests := map[string]struct {
		cli    CLI
		config string
		want   string
	}{
		"Terraform": {cli: CLI{Path: "/it's/terraform"}, config: t.TempDir(), want: `export TF_ACC_TERRAFORM_PATH='/it'\''s/terraform'` + "\n"},
		"OpenTofu, with a missing configuration": {
			cli: CLI{Path: "/bin/tofu", OpenTofu: true}, config: missing,
			want: "export TF_ACC_TERRAFORM_PATH='/bin/tofu'\nexport TF_ACC_PROVIDER_NAMESPACE=hashicorp\n" +
				"export TF_ACC_PROVIDER_HOST=registry.opentofu.org\nunset TF_CLI_CONFIG_FILE\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv(configVariable, test.config)
			if diff := cmp.Diff(test.want, test.cli.Exports()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestOpenTofuIsPinned(t *testing.T) {
	t.Parallel()
	got, err := openTofuVersion(t.Context())
	wantError(t, err, "")
	if want := "v1.12.6"; got != want {
		t.Errorf("tools/opentofu pins %q, want %q", got, want)
	}
}

func TestCLIString(t *testing.T) {
	t.Parallel()
	got := fmt.Sprintf("%s, %s", CLI{Version: "1.11.4"}, CLI{Version: "1.12.6", OpenTofu: true})
	if want := "Terraform v1.11.4, OpenTofu v1.12.6"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
