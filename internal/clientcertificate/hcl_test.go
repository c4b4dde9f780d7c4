package clientcertificate_test

import (
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"terraform-provider-apigateway/internal/clientcertificate"
)

func TestFilterString(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		filter clientcertificate.Filter
		want   string
	}{
		"nothing":                  {clientcertificate.Filter{Tags: map[string]string{}}, ``},
		"description":              {clientcertificate.Filter{Description: new("x")}, `description = "x"`},
		"empty description":        {clientcertificate.Filter{Description: new("")}, `description = ""`},
		"one tag":                  {clientcertificate.Filter{Tags: map[string]string{"Service": "orders"}}, `tags = { Service = "orders" }`},
		"both, keys sorted":        {clientcertificate.Filter{Description: new("x"), Tags: map[string]string{"b": "2", "a": "1", "B": "3"}}, `description = "x", tags = { B = "3", a = "1", b = "2" }`},
		"keys that need quotes":    {clientcertificate.Filter{Tags: map[string]string{"aws:x": "1", "1a": "2", "a b": "3", "": "4", "-a": "5", "é": "6", "a.b": "7"}}, `tags = { "" = "4", "-a" = "5", "1a" = "2", "a b" = "3", "a.b" = "7", "aws:x" = "1", "é" = "6" }`},
		"keys that need no quotes": {clientcertificate.Filter{Tags: map[string]string{"_a-1": "1", "true": "2", "null": "3"}}, `tags = { _a-1 = "1", null = "3", true = "2" }`},
		"HCL keyword":              {clientcertificate.Filter{Tags: map[string]string{"for": "1"}}, `tags = { "for" = "1" }`},
		"quotes and escapes":       {clientcertificate.Filter{Description: new("a \"b\" \\ \n\r\t")}, `description = "a \"b\" \\ \n\r\t"`},
		"templates":                {clientcertificate.Filter{Description: new("${a} %{b} $a %b $${c} $")}, `description = "$${a} %%{b} $a %b $$${c} $"`},
		"not printable":            {clientcertificate.Filter{Description: new("\x00\x1b\u200b\uffff\U000e0001")}, `description = "\u0000\u001b\u200b\uffff\U000e0001"`},
		"printable":                {clientcertificate.Filter{Description: new("ü 日本 🔑")}, `description = "ü 日本 🔑"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.filter.String(); got != test.want {
				t.Errorf("\n got %s\nwant %s", got, test.want)
			}
			checkFilterInHCL(t, test.filter)
		})
	}
}

// checkFilterInHCL evaluates f.String() as HCL and compares the result with f.
func checkFilterInHCL(t *testing.T, f clientcertificate.Filter) {
	t.Helper()
	source := "{ " + f.String() + " }"
	expression, diagnostics := hclsyntax.ParseExpression([]byte(source), "filter.hcl", hcl.InitialPos)
	if diagnostics.HasErrors() {
		t.Fatalf("%s is not HCL: %s", source, diagnostics)
	}
	got, diagnostics := expression.Value(nil)
	if diagnostics.HasErrors() {
		t.Fatalf("%s has no value: %s", source, diagnostics)
	}
	want := map[string]cty.Value{}
	if f.Description != nil {
		want["description"] = cty.StringVal(*f.Description)
	}
	if len(f.Tags) > 0 {
		tags := map[string]cty.Value{}
		for key, value := range f.Tags {
			tags[cty.StringVal(key).AsString()] = cty.StringVal(value)
		}
		want["tags"] = cty.ObjectVal(tags)
	}
	if !got.RawEquals(cty.ObjectVal(want)) {
		t.Errorf("%s\n is %#v\nwant %#v", source, got, want)
	}
}
