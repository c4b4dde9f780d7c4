package acceptance

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	tfjson "github.com/hashicorp/terraform-json"

	"terraform-provider-apigateway/internal/emulator"
	"terraform-provider-apigateway/internal/emulator/emulatortest"
	"terraform-provider-apigateway/internal/provider"
)

// update rewrites the files in testdata that tests compare with. "make update" sets it.
var update = flag.Bool("update", false, "rewrite the files in testdata")

// TestSchema compares the output of "terraform providers schema -json" for this provider with testdata/schema.json, so that changes
// to the interface show up in review. It also requires that everything has a description, which editors show, and that nothing is
// deprecated.
func TestSchema(t *testing.T) {
	t.Parallel()
	terraform := newTerraform(t, emulatortest.Start(t, emulator.Options{}), filepath.Join(examples, "demo"))
	schemas, err := terraform.ProvidersSchema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	schema := schemas.Schemas[provider.Address]
	if schema == nil {
		t.Fatalf("no schema for %s", provider.Address)
	}
	// Not the whole output, which includes the CLI's format versions.
	got, err := json.MarshalIndent(schema, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	golden := filepath.Join("testdata", "schema.json")
	if *update {
		writeFile(t, golden, string(got))
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, got) {
		t.Errorf("the interface has changed; if that is intended, run \"make update\" and add it to CHANGELOG.md (-want +got):\n%s",
			cmp.Diff(string(want), string(got)))
	}

	var faults []string
	faults = append(faults, blockFaults("provider", schema.ConfigSchema.Block)...)
	for name, source := range schema.DataSourceSchemas {
		faults = append(faults, blockFaults(name, source.Block)...)
	}
	if len(faults) > 0 {
		t.Errorf("without a description, or deprecated:\n%s", strings.Join(faults, "\n"))
	}
}

func blockFaults(at string, block *tfjson.SchemaBlock) []string {
	var faults []string
	if block.Description == "" || block.Deprecated {
		faults = append(faults, at)
	}
	faults = append(faults, attributeFaults(at, block.Attributes)...)
	for name, nested := range block.NestedBlocks {
		faults = append(faults, blockFaults(at+"."+name, nested.Block)...)
	}
	return faults
}

func attributeFaults(at string, attributes map[string]*tfjson.SchemaAttribute) []string {
	var faults []string
	for name, attribute := range attributes {
		if attribute.Description == "" || attribute.Deprecated {
			faults = append(faults, at+"."+name)
		}
		if nested := attribute.AttributeNestedType; nested != nil {
			faults = append(faults, attributeFaults(at+"."+name, nested.Attributes)...)
		}
	}
	return faults
}
