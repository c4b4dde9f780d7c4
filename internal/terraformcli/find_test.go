package terraformcli

import (
	"context"
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
