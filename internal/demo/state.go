package demo

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	tfjson "github.com/hashicorp/terraform-json"
)

// state prints every data source and every output.
func (p printer) state(state *tfjson.State) {
	if state.Values == nil {
		p.line("\nThe state is empty.")
		return
	}
	if root := state.Values.RootModule; root != nil {
		for _, resource := range root.Resources {
			p.block(resource.Address, resource.AttributeValues)
		}
	}
	if len(state.Values.Outputs) > 0 {
		outputs := map[string]any{}
		for name, output := range state.Values.Outputs {
			outputs[name] = output.Value
			if output.Sensitive {
				outputs[name] = "(sensitive)"
			}
		}
		p.block("output", outputs)
	}
}

// first lists the attributes that readers look for first. The others follow in alphabetical order.
var first = []string{
	"id", "client_certificate_id", "arn", "region", "description", "tags", "created_date", "expiration_date",
}

func (p printer) block(title string, values map[string]any) {
	p.line("\n%s\n", p.bold(title))
	rows := p.rows("", values)
	width := 0
	for _, row := range rows {
		width = max(width, len(row.name))
	}
	for _, row := range rows {
		p.line("%s", strings.TrimRight(fmt.Sprintf("  %-*s  %s", width, row.name, row.value), " "))
	}
}

type row struct{ name, value string }

// rows returns one row per value. The members of objects and lists are indented below their name.
func (p printer) rows(indent string, values map[string]any) []row {
	var rows []row
	for _, name := range ordered(values) {
		rows = append(rows, p.value(indent, name, values[name])...)
	}
	return rows
}

func (p printer) value(indent, name string, value any) []row {
	label := indent + name
	switch value := value.(type) {
	case nil:
		return []row{{label, p.dim("null")}}
	case string:
		return p.text(label, name, value)
	case map[string]any:
		if len(value) == 0 {
			return []row{{label, "{}"}}
		}
		return append([]row{{name: label}}, p.rows(indent+"  ", value)...)
	case []any:
		if len(value) == 0 {
			return []row{{label, "[]"}}
		}
		rows := []row{{name: label}}
		for i, element := range value {
			rows = append(rows, p.value(indent+"  ", fmt.Sprintf("[%d]", i), element)...)
		}
		return rows
	default:
		return []row{{label, fmt.Sprint(value)}}
	}
}

// text shortens long multi-line values, and adds the time remaining to expiration dates.
func (p printer) text(label, name, value string) []row {
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(value, "\r\n", "\n"), "\n"), "\n")
	if len(lines) > 3 {
		return []row{
			{label, lines[0]},
			{"", lines[1]},
			{"", p.dim(fmt.Sprintf("… %d more lines, %d bytes in all", len(lines)-3, len(value)))},
			{"", lines[len(lines)-1]},
		}
	}
	if name == "expiration_date" || name == "not_after" {
		if end, err := time.Parse(time.RFC3339, value); err == nil {
			value += "  " + p.dim(remaining(end.Sub(p.now)))
		}
	}
	return []row{{label, value}}
}

// remaining says in whole days, rounded down, when something expires or how long ago it did.
func remaining(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < 0:
		return fmt.Sprintf("(expired %s ago)", days(int(-d/day)))
	case d < day:
		return "(expires within a day)"
	default:
		return fmt.Sprintf("(expires in %s)", days(int(d/day)))
	}
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

func ordered(values map[string]any) []string {
	rank := func(name string) int {
		if i := slices.Index(first, name); i >= 0 {
			return i
		}
		return len(first)
	}
	return slices.SortedFunc(maps.Keys(values), func(a, b string) int {
		if ra, rb := rank(a), rank(b); ra != rb {
			return ra - rb
		}
		return strings.Compare(a, b)
	})
}
