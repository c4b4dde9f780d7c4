package acceptance

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
)

// TestDocumentedConfigurations validates each configuration in the documents with a real Terraform. Blocks that need another
// provider or are not complete configurations only have to parse and be formatted.
func TestDocumentedConfigurations(t *testing.T) {
	t.Parallel()
	validated := 0
	for _, document := range documents(t) {
		blocks, _ := readDocument(t, document)
		for _, b := range blocks {
			if b.language != "terraform" && b.language != "hcl" || strings.HasPrefix(strings.TrimSpace(b.text), "{{") {
				continue // Templates include whole files from examples/.
			}
			at := fmt.Sprintf("%s:%d", b.document, b.line)
			file, diags := hclsyntax.ParseConfig([]byte(b.text), at, hcl.InitialPos)
			if diags.HasErrors() {
				t.Errorf("%s: %v", at, diags)
				continue
			}
			if formatted := string(hclwrite.Format([]byte(b.text))); formatted != b.text {
				t.Errorf("%s is not formatted, want:\n%s", at, formatted)
			}
			if !standsAlone(t, file) {
				continue
			}
			validated++
			t.Run(at, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				writeFile(t, filepath.Join(dir, "main.tf"), b.text)
				result, err := newTerraform(t, emulatortest.Start(t, emulator.Options{}), complete(t, dir)).Validate(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range result.Diagnostics {
					t.Errorf("%s: %s: %s", at, d.Summary, d.Detail)
				}
			})
		}
	}
	if validated == 0 {
		t.Error("no configuration in the documents needs only this provider")
	}
}

// standsAlone reports whether Terraform can validate a configuration by itself and with no other provider.
func standsAlone(t *testing.T, file *hcl.File) bool {
	t.Helper()
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		t.Fatalf("the body is %T", file.Body)
	}
	if len(body.Attributes) > 0 {
		return false // Variables, or a part of a block.
	}
	declared := map[string]bool{}
	for _, b := range body.Blocks {
		switch b.Type {
		case "terraform", "output", "check":
		case "provider":
			if b.Labels[0] != "apigateway" {
				return false
			}
		case "variable":
			declared["var."+b.Labels[0]] = true
		case "locals":
			for name := range b.Body.Attributes {
				declared["local."+name] = true
			}
		case "data", "resource":
			if !strings.HasPrefix(b.Labels[0], "apigateway_") && b.Labels[0] != "terraform_data" {
				return false
			}
			declared[strings.TrimPrefix(b.Type+"."+b.Labels[0]+"."+b.Labels[1], "resource.")] = true
		default:
			return false // A module, a test, the CLI's configuration.
		}
	}
	// Part of a longer example, which refers to what another part declares, does not stand alone.
	alone := true
	for _, b := range body.Blocks {
		for _, traversal := range references(b.Body) {
			var parts []string
			for _, step := range traversal {
				switch step := step.(type) {
				case hcl.TraverseRoot:
					parts = append(parts, step.Name)
				case hcl.TraverseAttr:
					parts = append(parts, step.Name)
				}
			}
			length := 2 // var.NAME, local.NAME and TYPE.NAME.
			switch parts[0] {
			case "terraform", "path", "self", "each", "count":
				continue
			case "data":
				length = 3
			}
			if len(parts) < length || !declared[strings.Join(parts[:length], ".")] {
				alone = false
			}
		}
	}
	return alone
}

// references returns what the expressions in a block and its nested blocks refer to.
func references(body *hclsyntax.Body) []hcl.Traversal {
	var all []hcl.Traversal
	for _, attribute := range body.Attributes {
		all = append(all, attribute.Expr.Variables()...)
	}
	for _, b := range body.Blocks {
		all = append(all, references(b.Body)...)
	}
	return all
}
