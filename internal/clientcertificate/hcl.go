package clientcertificate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// String returns the attributes of f in HCL, on one line, with the tags sorted
// by key: description = "x", tags = { Service = "orders" }. It is empty for a
// filter without conditions.
func (f Filter) String() string {
	var conditions []string
	if f.Description != nil {
		conditions = append(conditions, "description = "+quoteHCL(*f.Description))
	}
	if len(f.Tags) > 0 {
		pairs := make([]string, 0, len(f.Tags))
		for _, key := range slices.Sorted(maps.Keys(f.Tags)) {
			pairs = append(pairs, hclKey(key)+" = "+quoteHCL(f.Tags[key]))
		}
		conditions = append(conditions, "tags = { "+strings.Join(pairs, ", ")+" }")
	}
	return strings.Join(conditions, ", ")
}

// hclKey returns key as the key of an object: as is if it is an ASCII
// identifier, quoted otherwise.
func hclKey(key string) string {
	// An object that starts with "for" is a for expression.
	if key == "" || key == "for" {
		return quoteHCL(key)
	}
	for i, r := range key {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		inner := r == '-' || '0' <= r && r <= '9'
		if !letter && (i == 0 || !inner) {
			return quoteHCL(key)
		}
	}
	return key
}

// quoteHCL returns s as a quoted template without interpolation.
//
// See https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences.
func quoteHCL(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case (r == '$' || r == '%') && strings.HasPrefix(s[i+1:], "{"):
			b.WriteRune(r)
			b.WriteRune(r)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
