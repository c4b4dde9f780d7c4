package acceptance

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// root is the repository's top folder, from this one.
const root = "../.."

// documents returns the Markdown files, generated ones and templates included, relative to root.
func documents(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && path != root && (name == "testdata" || name == "dist" || (name != ".github" && strings.HasPrefix(name, "."))) {
			return filepath.SkipDir
		}
		if strings.HasSuffix(name, ".md") || strings.HasSuffix(name, ".md.tmpl") {
			relative, err := filepath.Rel(root, path)
			found = append(found, relative)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"} {
		if !slices.Contains(found, want) {
			t.Errorf("%s is not among the documents %q", want, found)
		}
	}
	return found
}

// block is a fenced code block.
type block struct {
	document string
	line     int // of its first line, from 1
	language string
	text     string
}

// readDocument splits a document into its fenced blocks and the lines outside of them, which keep their numbers.
func readDocument(t *testing.T, document string) (blocks []block, prose []string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, document))
	if err != nil {
		t.Fatal(err)
	}
	var open *block
	for number, line := range strings.Split(string(content), "\n") {
		language, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && open == nil:
			open = &block{document: document, line: number + 2, language: language}
		case fence:
			blocks, open = append(blocks, *open), nil
		case open != nil:
			open.text += line + "\n"
		default:
			prose = append(prose, line)
			continue
		}
		prose = append(prose, "")
	}
	if open != nil {
		t.Errorf("%s:%d: the block does not end", document, open.line)
	}
	return blocks, prose
}

// TestDocumentedConfigurations validates each configuration in the documents with a real Terraform. What needs another provider
// or is no configuration of Terraform's language has to parse and to be formatted.
func TestDocumentedConfigurations(t *testing.T) {
	t.Parallel()
	validated := 0
	for _, document := range documents(t) {
		blocks, _ := readDocument(t, document)
		for _, b := range blocks {
			if b.language != "terraform" && b.language != "hcl" || strings.HasPrefix(strings.TrimSpace(b.text), "{{") {
				continue // Templates take whole files from examples/.
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
				result, err := newTerraform(t, startEmulator(t), complete(t, dir)).Validate(t.Context())
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

// standsAlone tells whether Terraform can validate a configuration with no other provider and nothing around it.
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
	// A part of a longer example, which refers to what another part declares, does not stand alone.
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

// references returns what the expressions in a block and the blocks in it refer to.
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

var (
	link        = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	inlineCode  = regexp.MustCompile("`[^`]*`")
	notInAnchor = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// TestDocumentedLinks follows every link that stays in the repository, to a file and to a heading in it. Those in generated
// pages and templates may leave out the suffix, as the Registry's do.
func TestDocumentedLinks(t *testing.T) {
	t.Parallel()
	all := documents(t)
	followed := 0
	for _, document := range all {
		_, prose := readDocument(t, document)
		for number, line := range prose {
			for _, match := range link.FindAllStringSubmatch(inlineCode.ReplaceAllString(line, ""), -1) {
				target, err := url.Parse(match[1])
				if err != nil {
					t.Errorf("%s:%d: %v", document, number+1, err)
					continue
				}
				if target.IsAbs() || strings.Contains(match[1], "{{") {
					continue
				}
				followed++
				if problem := follow(t, document, target); problem != "" {
					t.Errorf("%s:%d: %s %s", document, number+1, match[1], problem)
				}
			}
		}
	}
	if followed == 0 {
		t.Error("the documents have no link to each other")
	}
}

// follow returns what is wrong with a link from a document.
func follow(t *testing.T, document string, target *url.URL) string {
	t.Helper()
	to := document
	if target.Path != "" {
		// What is generated from a template lies in docs/.
		from := document
		if rest, ok := strings.CutPrefix(filepath.ToSlash(document), "templates/"); ok {
			from = "docs/" + rest
		}
		to = filepath.Join(filepath.Dir(from), filepath.FromSlash(target.Path))
		if _, err := os.Stat(filepath.Join(root, to)); err != nil {
			return "leads to no file"
		}
	}
	if target.Fragment == "" {
		return ""
	}
	if !slices.Contains(anchors(t, to), target.Fragment) {
		return "leads to no heading"
	}
	return ""
}

// anchors returns the names that GitHub and the Registry give the headings of a document, and those that it gives itself.
func anchors(t *testing.T, document string) []string {
	t.Helper()
	_, prose := readDocument(t, document)
	var names []string
	for _, line := range prose {
		for _, match := range regexp.MustCompile(`<a id="([^"]+)"`).FindAllStringSubmatch(line, -1) {
			names = append(names, match[1])
		}
		heading := strings.TrimLeft(line, "#")
		if heading == line || !strings.HasPrefix(heading, " ") {
			continue
		}
		text := strings.ToLower(strings.TrimSpace(heading))
		name := strings.ReplaceAll(notInAnchor.ReplaceAllString(text, ""), " ", "-")
		for base, n := name, 1; slices.Contains(names, name); n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		names = append(names, name)
	}
	return names
}
