package demo

import (
	"fmt"
	"io"
	"time"
)

// printer writes for a person at a terminal.
type printer struct {
	out   io.Writer
	color bool
	now   time.Time
}

func (p printer) line(format string, args ...any) { _, _ = fmt.Fprintf(p.out, format+"\n", args...) }

func (p printer) style(code, s string) string {
	if !p.color {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p printer) bold(s string) string { return p.style("1", s) }
func (p printer) dim(s string) string  { return p.style("2", s) }

func (p printer) title(s string) { p.line("\n%s\n", p.bold(s)) }
func (p printer) note(s string)  { p.line("\n%s\n", p.dim(s)) }

// doing shows progress on a terminal until done overwrites it.
func (p printer) doing(what string) {
	if p.color {
		_, _ = fmt.Fprintf(p.out, "  … %s", p.dim(what))
	}
}

func (p printer) done(what, detail string) {
	if p.color {
		_, _ = fmt.Fprint(p.out, "\r\x1b[K")
	}
	p.line("  %s %-22s %s", p.style("32", "✓"), what, p.dim(detail))
}
