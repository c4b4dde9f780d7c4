package terraformcli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Not parallel, because it sets the environment.
func TestFindOpenTofu(t *testing.T) {
	dir := t.TempDir()
	terraform := writeCLI(t, filepath.Join(dir, "terraform", "terraform"), "Terraform v1.11.4\non linux_amd64")
	renamed := writeCLI(t, filepath.Join(dir, "renamed", "tofu"), "Terraform v1.11.4\non linux_amd64")
	tofu := writeCLI(t, filepath.Join(dir, "tofu", "tofu"), "OpenTofu v1.10.0\non linux_amd64")
	named := writeCLI(t, filepath.Join(dir, "named", "any-name"), "OpenTofu v1.9.0\non linux_amd64")
	// The machine's own programs, without a tofu that may be in the same folder.
	programs := t.TempDir()
	for _, name := range []string{"go", "cat"} {
		path, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, filepath.Join(programs, name)); err != nil {
			t.Fatal(err)
		}
	}
	cache := t.TempDir()
	built := CLI{Path: filepath.Join(cache, "opentofu-v1.12.6", "tofu"), Version: "1.12.6", OpenTofu: true}

	tests := []struct {
		name  string
		named string
		path  []string
		build string // the version output of the built program; the build fails if empty
		want  CLI
		err   string
	}{
		{name: "the variable comes first", named: named, path: []string{tofu}, want: CLI{Path: named, Version: "1.9.0", OpenTofu: true}},
		{name: "a variable that names Terraform is skipped", named: terraform, path: []string{terraform, tofu},
			want: CLI{Path: tofu, Version: "1.10.0", OpenTofu: true}},
		{name: "a build that fails", path: []string{terraform}, err: "https://opentofu.org/docs/intro/install"},
		{name: "a tofu that is Terraform is skipped", path: []string{renamed}, build: "OpenTofu v1.12.6", want: built},
		{name: "an earlier build is found again", path: []string{terraform}, want: built},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv(PathVariable, test.named)
			t.Setenv("PATH", strings.Join(append(folders(test.path), programs), string(os.PathListSeparator)))
			finder := Finder{cacheDir: cache, Progress: t.Output(), buildOpenTofu: builder(test.build)}
			if test.build == "" {
				finder.buildOpenTofu = func(context.Context, string, io.Writer) error { return errors.New("disk full") }
			}
			got, err := finder.FindOpenTofu(t.Context())
			wantError(t, err, test.err)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
