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
)

// root is the repository's root, relative to this folder.
const root = "../.."

// documents returns the Markdown files, including generated ones and templates, relative to root.
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

// readDocument splits a document into its fenced blocks and the lines outside them, with blocks as empty lines in prose.
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

var (
	link        = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	inlineCode  = regexp.MustCompile("`[^`]*`")
	notInAnchor = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// TestDocumentedLinks checks every link within the repository, to a file or a heading in it.
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
		t.Error("the documents have no links to each other")
	}
}

// follow returns what is wrong with a link in a document, or "".
func follow(t *testing.T, document string, target *url.URL) string {
	t.Helper()
	to := document
	if target.Path != "" {
		// Documents are generated from templates into docs/.
		from := document
		if rest, ok := strings.CutPrefix(filepath.ToSlash(document), "templates/"); ok {
			from = "docs/" + rest
		}
		to = filepath.Join(filepath.Dir(from), filepath.FromSlash(target.Path))
		if _, err := os.Stat(filepath.Join(root, to)); err != nil {
			return "is not a file"
		}
	}
	if target.Fragment == "" {
		return ""
	}
	if !slices.Contains(anchors(t, to), target.Fragment) {
		return "is not a heading"
	}
	return ""
}

// anchors returns the names that GitHub and the Registry give the headings of a document, and its explicit anchors.
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
