package acceptance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
	"terraform-provider-apigateway/internal/localinstall"
)

// TestUpgrade plans testdata/upgrade with the state that each release wrote. The plan must be empty, because upgrading the
// provider must not change anyone's state. The states of releases are never rewritten.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	if *update {
		writeUpgradeState(t)
	}
	states, err := filepath.Glob(filepath.Join("testdata", "upgrade", "states", "*.json"))
	if err != nil || len(states) == 0 {
		t.Fatalf("no states in testdata/upgrade/states: %v", err)
	}
	for _, path := range states {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			t.Parallel()
			state, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			server := emulatortest.Start(t, emulator.Options{})
			putUpgradeCertificates(t, server, "orders")
			dir := upgradeConfiguration(t)
			writeFile(t, filepath.Join(dir, "terraform.tfstate"), string(state))
			terraform := newTerraform(t, server, dir)
			changed, err := terraform.Plan(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if changed {
				t.Error("the plan is not empty")
			}

			// A plan that never sees changes would be empty too.
			putUpgradeCertificates(t, server, "invoices")
			if changed, err = terraform.Plan(t.Context()); err != nil || !changed {
				t.Errorf("with a changed certificate the plan is empty (%t) or fails: %v", !changed, err)
			}
		})
	}
}

// putUpgradeCertificates puts the certificates in the states. The second has only an id and this tag.
func putUpgradeCertificates(t *testing.T, server *emulator.Server, service string) {
	t.Helper()
	pem, err := os.ReadFile(filepath.Join("testdata", "upgrade", "certificate.pem"))
	if err != nil {
		t.Fatal(err)
	}
	created := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	server.Put(emulator.Certificate{
		Region: emulator.DefaultRegion, ID: "a1b2c3",
		Description:    new("orders"),
		Tags:           map[string]string{"Service": "orders", "Team": "shop"},
		PEM:            new(string(pem)),
		CreatedDate:    &created,
		ExpirationDate: new(created.Add(365 * day)),
	})
	server.Put(emulator.Certificate{Region: emulator.DefaultRegion, ID: "d4e5f6", Tags: map[string]string{"Service": service}})
}

// upgradeConfiguration returns a copy of the configuration, without the states.
func upgradeConfiguration(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "upgrade", "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "main.tf"), string(content))
	return dir
}

// writeUpgradeState writes the next release's state, unless it exists.
func writeUpgradeState(t *testing.T) {
	t.Helper()
	path := filepath.Join("testdata", "upgrade", "states", localinstall.Version+".json")
	if _, err := os.Stat(path); err == nil {
		return
	}
	server := emulatortest.Start(t, emulator.Options{})
	putUpgradeCertificates(t, server, "orders")
	terraform := newTerraform(t, server, upgradeConfiguration(t))
	if err := terraform.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	state, err := os.ReadFile(filepath.Join(terraform.WorkingDir(), "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, path, string(state))
}
