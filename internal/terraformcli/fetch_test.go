package terraformcli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
