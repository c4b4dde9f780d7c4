package acceptance

import (
	"crypto/sha1"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
	"terraform-provider-apigateway/internal/provider"
)

// exampleID is the id that examples use where they need one.
const exampleID = "a1b2c3"

// exampleVariables are the values of the variables without a default, by the example's folder.
var exampleVariables = map[string][]string{
	"demo": {"client_certificate_id=" + exampleID},
}

// exampleOutputs are the outputs of examples without their own test, by the example's folder. The certificate is the only one.
var exampleOutputs = map[string]func(emulator.Certificate) map[string]any{
	"demo": func(c emulator.Certificate) map[string]any {
		return map[string]any{"expires_on": c.ExpirationDate.Format("2 January 2006")}
	},
	"data-sources/apigateway_client_certificate": func(c emulator.Certificate) map[string]any {
		return map[string]any{
			"certificate":  normalized(*c.PEM),
			"renew_before": c.ExpirationDate.Add(-14 * day).Format(time.RFC3339),
		}
	},
	"data-sources/apigateway_client_certificates": func(c emulator.Certificate) map[string]any {
		return map[string]any{
			"trust_bundle":     normalized(*c.PEM),
			"fingerprints":     []any{fingerprint(c)},
			"expiration_dates": map[string]any{c.ID: c.ExpirationDate.Format(time.RFC3339)},
		}
	},
}

// TestExamples validates every folder of examples/ that has a configuration, and applies those that read a certificate.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, folder := range exampleFolders(t) {
		example := filepath.ToSlash(folder)
		t.Run(example, func(t *testing.T) {
			t.Parallel()
			server := emulatortest.Start(t, emulator.Options{})
			certificate := emulatortest.Generate(t, server, "", "orders", map[string]string{"Service": "orders"}, emulator.CreatedAt(time.Now().Add(-day)))
			server.Delete("", certificate.ID)
			certificate.ID = exampleID
			server.Put(certificate)
			terraform := newTerraform(t, server, complete(t, filepath.Join(examples, folder)))
			validated, err := terraform.Validate(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !validated.Valid || len(validated.Diagnostics) > 0 {
				t.Errorf("validate says: %+v", validated.Diagnostics)
			}
			if strings.HasPrefix(example, "provider") {
				return // The roles and endpoints of these do not exist.
			}
			outputs := applied(t, terraform, exampleVariables[example]...)
			want, ok := exampleOutputs[example]
			if !ok {
				return
			}
			got := map[string]any{}
			for name, output := range outputs {
				var value any
				if err := json.Unmarshal([]byte(output), &value); err != nil {
					t.Fatal(err)
				}
				got[name] = value
			}
			if diff := cmp.Diff(want(certificate), got); diff != "" {
				t.Errorf("outputs (-want +got):\n%s", diff)
			}
		})
	}
}

// exampleFolders returns the folders in examples/ that have a configuration, relative to it.
func exampleFolders(t *testing.T) []string {
	t.Helper()
	var folders []string
	err := filepath.WalkDir(examples, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".tf" {
			return err
		}
		folder, err := filepath.Rel(examples, filepath.Dir(path))
		if err == nil && !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(folders) == 0 {
		t.Fatalf("no configuration in %s", examples)
	}
	return folders
}

// TestExamplesNameTheAddress fails if the provider's address has changed, as it does for publication, but not in the examples.
func TestExamplesNameTheAddress(t *testing.T) {
	t.Parallel()
	named := 0
	for _, folder := range exampleFolders(t) {
		configurations, err := filepath.Glob(filepath.Join(examples, folder, "*.tf"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range configurations {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, source := range sourceArgument.FindAllStringSubmatch(string(content), -1) {
				named++
				if source[1] != provider.Address {
					t.Errorf("%s: source is %q, want %q", path, source[1], provider.Address)
				}
			}
		}
	}
	if named == 0 {
		t.Error("no example names a source")
	}
}

var sourceArgument = regexp.MustCompile(`(?m)^\s*source\s*=\s*"(.*)"`)

// complete returns the folder of a configuration with what Terraform needs in order to validate it: the provider's source, and a
// use of the provider, without which Terraform does not even look at a provider block. If something is missing, it is a copy.
func complete(t *testing.T, folder string) string {
	t.Helper()
	configurations, err := filepath.Glob(filepath.Join(folder, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, path := range configurations {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(content)
	}
	missing := ""
	if !strings.Contains(all.String(), "required_providers") {
		missing += fmt.Sprintf("terraform {\n  required_providers {\n    apigateway = {\n      source = %q\n    }\n  }\n}\n", provider.Address)
	}
	if !strings.Contains(all.String(), "data \"apigateway_") {
		missing += fmt.Sprintf("data \"apigateway_client_certificate\" \"acceptance_test\" {\n  client_certificate_id = %q\n}\n", exampleID)
	}
	if missing == "" {
		return folder
	}
	dir := filepath.Join(t.TempDir(), "example")
	if err := os.CopyFS(dir, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "acceptance_test.tf"), missing)
	return dir
}

// TestRotationExample compares the outputs of examples/rotation while there are two certificates.
func TestRotationExample(t *testing.T) {
	t.Parallel()
	server := emulatortest.Start(t, emulator.Options{})
	older, newer := generate(t, server, "orders", day), generate(t, server, "orders", 0)
	generate(t, server, "invoices", 0)
	outputs := applied(t, newTerraform(t, server, filepath.Join(examples, "rotation")))
	want := map[string]string{
		"newest_id": fmt.Sprintf("%q", newer.ID),
		"accepted": fmt.Sprintf(`[{"description":"orders","expiration_date":%q,"id":%q},{"description":"orders","expiration_date":%q,"id":%q}]`,
			newer.ExpirationDate.Format(time.RFC3339), newer.ID, older.ExpirationDate.Format(time.RFC3339), older.ID),
	}
	bundle := normalized(*older.PEM) + normalized(*newer.PEM)
	if diff := cmp.Diff(bundle, text(t, outputs["trust_bundle"])); diff != "" {
		t.Errorf("trust_bundle (-want +got):\n%s", diff)
	}
	delete(outputs, "trust_bundle")
	if diff := cmp.Diff(want, compact(t, outputs)); diff != "" {
		t.Errorf("outputs (-want +got):\n%s", diff)
	}
}

// normalized returns the API's PEM as it is in a bundle.
func normalized(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") + "\n" }

// fingerprint returns the SHA-1 fingerprint of a certificate.
func fingerprint(c emulator.Certificate) string {
	block, _ := pem.Decode([]byte(*c.PEM))
	return fmt.Sprintf("%x", sha1.Sum(block.Bytes))
}
