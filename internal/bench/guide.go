package bench

import (
	"fmt"
	"os"
	"strings"
)

// The lines of a page between which the tables stand.
const (
	guideBegin = "<!-- Written by \"make bench-docs\" from here -->\n"
	guideEnd   = "<!-- to here. -->\n"
)

// Heading says what was measured, on what, and how.
func (r Report) Heading() string {
	return fmt.Sprintf("Medians of %d interleaved rounds, every ratio taken within a round; each answer of the API takes %d ms.\n%s.\n",
		r.Rounds, Latency.Milliseconds(), r.Environment)
}

// WriteGuide replaces the tables of a page.
func (r Report) WriteGuide(path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(content), guideBegin)
	_, after, ended := strings.Cut(rest, guideEnd)
	if !found || !ended {
		return fmt.Errorf("%s lacks the lines between which the tables stand: %q and %q", path, guideBegin, guideEnd)
	}
	var budgets strings.Builder
	for _, v := range r.Budgets() {
		fmt.Fprintf(&budgets, "    %s\n", v)
	}
	text := before + guideBegin + "\n" + r.Heading() + "\n" + r.Tables() + "\nBudgets, which `make bench-check` holds the figures against:\n\n" +
		budgets.String() + "\n" + guideEnd + after
	return os.WriteFile(path, []byte(text), 0o644) //nolint:gosec // It is a page of the documentation.
}
