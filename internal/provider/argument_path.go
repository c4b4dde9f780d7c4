package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The functions below write a path to an argument as it is written in HCL, such
// as assume_role[0].role_arn. Elements of a set have no names of their own and
// are left out; the libraries' own texts show the whole element instead,
// passwords included.

// frameworkPath writes a path of the framework's.
func frameworkPath(at path.Path) string {
	var b strings.Builder
	for _, step := range at.Steps() {
		switch step := step.(type) {
		case path.PathStepAttributeName:
			writeName(&b, string(step))
		case path.PathStepElementKeyInt, path.PathStepElementKeyString:
			b.WriteString(step.String())
		}
	}
	return b.String()
}

// protocolPath writes a path of the plugin protocol's.
func protocolPath(at *tftypes.AttributePath) string {
	var b strings.Builder
	for _, step := range at.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			writeName(&b, string(step))
		case tftypes.ElementKeyInt:
			fmt.Fprintf(&b, "[%d]", int64(step))
		case tftypes.ElementKeyString:
			fmt.Fprintf(&b, "[%q]", string(step))
		}
	}
	return b.String()
}

func writeName(b *strings.Builder, name string) {
	if b.Len() > 0 {
		b.WriteByte('.')
	}
	b.WriteString(name)
}
