package provider

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// docsTableRow matches an argument of hashicorp/aws and what became of it.
var docsTableRow = regexp.MustCompile("(?m)^\\| `([a-z0-9_]+)` \\| (.+) \\|$")

// TestDocs_tableOfArguments compares the schema with the table for users who come
// from hashicorp/aws.
func TestDocs_tableOfArguments(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../templates/index.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	inSchema := map[string]bool{}
	for name := range providerSchema().Attributes {
		inSchema[name] = true
	}
	for name := range providerSchema().Blocks {
		inSchema[name] = true
	}
	delete(inSchema, "expiration_warning_days")
	missing := 0
	for _, row := range docsTableRow.FindAllStringSubmatch(string(text), -1) {
		name, here := row[1], !strings.HasPrefix(row[2], "missing: ")
		if here != inSchema[name] {
			t.Errorf("the table says about %s: %s; in the schema: %t", name, row[2], inSchema[name])
		}
		if !here {
			missing++
		}
		delete(inSchema, name)
	}
	if len(inSchema) > 0 || missing != 4 {
		t.Errorf("not in the table: %v; %d missing here, want 4", inSchema, missing)
	}
}
