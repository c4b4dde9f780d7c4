package bench

import (
	"fmt"
	"strings"
)

// table is rows of cells. The first row is the header, and all columns but the first are figures.
type table [][]string

// Tables returns the plans and the programs as Markdown that is also readable as plain text.
func (r Report) Tables() string {
	plans := table{{"Plan of", "Wall", "Ratio", "CPU", "Provider's memory", "Requests"}}
	one := r.Row(keyOne)
	for _, row := range r.Rows {
		plans = append(plans, []string{
			row.Scenario.Title,
			seconds(median(row.values(wall))),
			ratio(median(ratios(row, one, wall))),
			seconds(median(row.values(cpu))),
			megabytes(median(row.values(memory))),
			fmt.Sprint(median(row.values(requests))),
		})
	}
	starts := table{{"Provider", "Version", "Stripped binary", "Start to handshake", "Ratio", "CPU", "Memory at the handshake"}}
	reference := r.start("external")
	for _, start := range r.Starts {
		starts = append(starts, []string{
			start.Program.Name, start.Program.Version, megabytes(float64(start.Program.Size)),
			milliseconds(median(start.row().values(wall))),
			ratio(median(ratios(start.row(), reference, wall))),
			milliseconds(median(start.row().values(cpu))),
			megabytes(median(start.row().values(memory))),
		})
	}
	return fmt.Sprintf("%s\n%s\n", plans.markdown(), starts.markdown())
}

func (s Start) row() Row { return Row{Samples: s.Samples} }

// start returns the measurements of a program's start as a row.
func (r Report) start(program string) Row {
	for _, start := range r.Starts {
		if start.Program.Name == program {
			return start.row()
		}
	}
	return Row{}
}

func (t table) markdown() string {
	widths := make([]int, len(t[0]))
	for _, row := range t {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	var b strings.Builder
	line := func(cells []string) {
		for i, cell := range cells {
			padding := strings.Repeat(" ", widths[i]-len([]rune(cell)))
			if i == 0 {
				b.WriteString("| " + cell + padding + " |")
			} else {
				b.WriteString(" " + padding + cell + " |")
			}
		}
		b.WriteByte('\n')
	}
	for i, row := range t {
		line(row)
		if i > 0 {
			continue
		}
		for column, width := range widths {
			if column == 0 {
				b.WriteString("|" + strings.Repeat("-", width+2) + "|")
			} else {
				b.WriteString(strings.Repeat("-", width+1) + ":|")
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func seconds(s float64) string { return fmt.Sprintf("%.2f s", s) }

func milliseconds(s float64) string { return fmt.Sprintf("%.1f ms", s*1000) }

func ratio(r float64) string {
	if r == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", r)
}

func megabytes(size float64) string {
	if size == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f MB", size/1e6)
}

func wall(s Sample) float64     { return s.Wall.Seconds() }
func cpu(s Sample) float64      { return s.CPU.Seconds() }
func memory(s Sample) float64   { return float64(s.Memory) }
func requests(s Sample) float64 { return float64(s.Requests) }
