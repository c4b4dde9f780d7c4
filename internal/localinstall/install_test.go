package localinstall

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-exec/tfexec"

	"terraform-provider-apigateway/internal/provider"
	"terraform-provider-apigateway/internal/terraformcli/terraformclitest"
)

// TestTerraformInitFindsIt checks that "terraform init" needs no CLI configuration after "make install", that installing again
// works, and that a lock file rejects a changed program. Not parallel, because it sets the environment.
func TestTerraformInitFindsIt(t *testing.T) {
	cli := terraformclitest.Find(t)
	home := t.TempDir()
	env := map[string]string{"HOME": home, "APPDATA": home, "PATH": os.Getenv("PATH"), "CHECKPOINT_DISABLE": "1"}
	t.Setenv("APPDATA", home)
	dir, err := userDirOf(t, home)
	if err != nil {
		t.Fatal(err)
	}
	var programs []string
	for range 2 {
		program, err := Install(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		programs = append(programs, program)
	}
	if programs[0] != programs[1] || !strings.HasPrefix(programs[0], home) {
		t.Errorf("installed %q, want the same path below %s twice", programs, home)
	}

	work := t.TempDir()
	config := `terraform {
  required_providers {
    apigateway = {
      source  = "` + provider.Address + `"
      version = "` + Version + `"
    }
  }
}
`
	if err := os.WriteFile(filepath.Join(work, "main.tf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	terraform, err := tfexec.NewTerraform(work, cli.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := terraform.SetEnv(env); err != nil {
		t.Fatal(err)
	}
	if err := terraform.Init(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, versions, err := terraform.Version(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	if got := versions[provider.Address]; got == nil || got.String() != Version {
		t.Errorf("terraform init chose %v, want %s %s", versions, provider.Address, Version)
	}

	changed, err := os.OpenFile(programs[0], os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = changed.WriteString("another build")
	if err := errors.Join(err, changed.Close()); err != nil {
		t.Fatal(err)
	}
	for _, upgrade := range []bool{false, true} {
		err := terraform.Init(t.Context(), tfexec.Upgrade(upgrade))
		if err == nil || !strings.Contains(err.Error(), "checksum") {
			t.Errorf("init of another program under the same version, with upgrade=%t: got %v, want an error about its checksum", upgrade, err)
		}
	}
	if err := os.Remove(filepath.Join(work, ".terraform.lock.hcl")); err != nil {
		t.Fatal(err)
	}
	if err := terraform.Init(t.Context()); err != nil {
		t.Errorf("init without the lock file: %v", err)
	}
}

// userDirOf returns UserDir for a user with this home folder. HOME is restored because the go command's caches are there.
func userDirOf(t *testing.T, home string) (string, error) {
	t.Helper()
	previous := os.Getenv("HOME")
	t.Setenv("HOME", home)
	defer t.Setenv("HOME", previous)
	return UserDir()
}
