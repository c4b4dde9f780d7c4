package bench

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		values []float64
		want   float64
	}{
		{nil, 0},
		{[]float64{3}, 3},
		{[]float64{9, 1, 4}, 4},
		{[]float64{4, 1, 9, 2}, 3},
	} {
		if got := median(test.values); got != test.want {
			t.Errorf("median of %v is %v, want %v", test.values, got, test.want)
		}
	}
}

// took returns a row with a sample per wall time in milliseconds, each with as many megabytes of memory.
func took(key string, milliseconds ...int) Row {
	row := Row{Scenario: Scenario{Key: key, Title: key}}
	for _, ms := range milliseconds {
		row.Samples = append(row.Samples, Sample{Wall: time.Duration(ms) * time.Millisecond, CPU: time.Second, Memory: int64(ms) * 1e6, Requests: 1})
	}
	return row
}

// slowRound returns a report whose second round is about three times as slow, which must not change any ratio.
func slowRound() Report {
	return Report{
		Rounds: 2,
		Rows: []Row{
			took(keyDoNothing, 100, 320), took(keyOne, 120, 340), took(keySixty, 240, 680), took(keyFiveHundred, 30, 30),
			took(keyTwoThousand, 60, 60), took(keyPluralOne, 100, 325), took(keyPlural, 150, 425), took(keyPluralMost, 310, 745), took(keyReadyMade, 104, 324), took(keyExternalSixty, 2400, 6800),
		},
		Starts: []Start{
			{Program{Name: "apigateway", Version: "0.1.0", Size: 31e6}, took("", 26, 52).Samples},
			{Program{Name: "external", Version: "1.2.0", Size: 18e6}, took("", 20, 40).Samples},
		},
	}
}

func TestBudgets(t *testing.T) {
	t.Parallel()
	type verdict struct {
		got string
		met bool
	}
	var got []verdict
	for _, v := range slowRound().Budgets() {
		line, _, _ := strings.Cut(v.String(), ")")
		got = append(got, verdict{line + ")", v.Met()})
	}
	want := []verdict{
		{"met     1.00 (at most 1.2)", true},
		{"met     2.00 (at most 2.2)", true},
		{"met     1.25 (at most 1.3)", true},
		{"met     3.20 (at most 4)", true},
		{"MISSED  10.00 (at least 40)", false},
		{"met     1.30 (at most 1.35)", true},
		{"met     30.00 MB (at most 40 MB)", true},
		{"MISSED  2.00 (at most 1.15)", false},
		{"MISSED  31.00 MB (at most 30 MB)", false},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(verdict{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Budgets that cannot be measured, such as without the AWS CLI or if memory is unknown, count as met.
func TestBudgetsThatCannotBeMeasured(t *testing.T) {
	t.Parallel()
	report := slowRound()
	report.Rows = report.Rows[:3]
	known := 0
	for _, v := range report.Budgets() {
		if v.Known {
			known++
		} else if !v.Met() || !strings.HasPrefix(v.String(), "not measured") {
			t.Errorf("%s", v)
		}
	}
	if known != 4 {
		t.Errorf("%d budgets were measured, want 4:\n%s", known, Lines(report.Budgets()))
	}
}

func TestTables(t *testing.T) {
	t.Parallel()
	report := slowRound()
	report.Rows = report.Rows[:2]
	want := `| Plan of      |   Wall | Ratio |    CPU | Provider's memory | Requests |
|--------------|-------:|------:|-------:|------------------:|---------:|
| do-nothing-1 | 0.21 s |  0.89 | 1.00 s |          210.0 MB |        1 |
| singular-1   | 0.23 s |  1.00 | 1.00 s |          230.0 MB |        1 |

| Provider   | Version | Stripped binary | Start to handshake | Ratio |       CPU | Memory at the handshake |
|------------|--------:|----------------:|-------------------:|------:|----------:|------------------------:|
| apigateway |   0.1.0 |         31.0 MB |            39.0 ms |  1.30 | 1000.0 ms |                 39.0 MB |
| external   |   1.2.0 |         18.0 MB |            30.0 ms |  1.00 | 1000.0 ms |                 30.0 MB |

`
	if diff := cmp.Diff(want, report.Tables()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestWriteGuide(t *testing.T) {
	t.Parallel()
	guide := filepath.Join(t.TempDir(), "guide.md")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(guide, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("before\n" + guideBegin + "old\n" + guideEnd + "after\n")
	for range 2 {
		if err := slowRound().WriteGuide(guide); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	text := string(got)
	if !strings.HasPrefix(text, "before\n"+guideBegin) || !strings.HasSuffix(text, guideEnd+"after\n") ||
		strings.Contains(text, "old\n") || strings.Count(text, slowRound().Tables()) != 1 {
		t.Errorf("the guide is\n%s", text)
	}
	write("no markers\n")
	if err := slowRound().WriteGuide(guide); err == nil {
		t.Error("a guide without the markers was accepted")
	}
}
