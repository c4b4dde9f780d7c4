package bench

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// The lines of the guide between which the tables go.
const (
	guideBegin = "<!-- Written by \"make bench-docs\" from here -->\n"
	guideEnd   = "<!-- to here. -->\n"
)

// Heading describes how and on what the report was measured.
func (r Report) Heading() string {
	return fmt.Sprintf("Medians of %d interleaved rounds, with ratios taken within each round. What takes less than %g s is run %d times in a round, and the median run counts. The 2,000 single reads are measured in the first round only. Each API response takes %d ms.\n%s.\n",
		r.Rounds, short.Seconds(), shortRepeats, Latency.Milliseconds(), r.Environment)
}

// WriteGuide replaces the tables in the guide at path. It fails if the lines that enclose them are missing.
func (r Report) WriteGuide(path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(content), guideBegin)
	_, after, ended := strings.Cut(rest, guideEnd)
	if !found || !ended {
		return fmt.Errorf("%s lacks the lines that enclose the tables: %q and %q", path, guideBegin, guideEnd)
	}
	var budgets strings.Builder
	for _, v := range r.Budgets() {
		fmt.Fprintf(&budgets, "    %s\n", v)
	}
	text := before + guideBegin + "\nMeasured with `make bench-docs ROUNDS=" + strconv.Itoa(r.Rounds) + "`.\n" + r.Heading() + "\n" + r.Tables() + "\nBudgets that `make bench-check` enforces:\n\n" +
		budgets.String() + "\n" + guideEnd + after
	return os.WriteFile(path, []byte(text), 0o644) //nolint:gosec // It is documentation.
}
