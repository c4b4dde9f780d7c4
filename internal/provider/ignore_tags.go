package provider

import (
	"context"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// ignoreTags are the tags to keep out of state.
type ignoreTags struct {
	keys        []string
	keyPrefixes []string
}

// ignoredTags returns the tags in the ignore_tags block and the environment.
func (m providerModel) ignoredTags(ctx context.Context) (ignoreTags, diag.Diagnostics) {
	expand := expander{ctx: ctx}
	var ignored ignoreTags
	for _, block := range elements[ignoreTagsModel](&expand, m.IgnoreTags) {
		ignored.keys = append(ignored.keys, expand.strings(block.Keys)...)
		ignored.keyPrefixes = append(ignored.keyPrefixes, expand.strings(block.KeyPrefixes)...)
	}
	ignored.keys = append(ignored.keys, listed("TF_AWS_IGNORE_TAGS_KEYS")...)
	ignored.keyPrefixes = append(ignored.keyPrefixes, listed("TF_AWS_IGNORE_TAGS_KEY_PREFIXES")...)
	return ignored, expand.diags
}

// listed returns the comma-separated words in an environment variable.
func listed(variable string) []string {
	var words []string
	for word := range strings.SplitSeq(os.Getenv(variable), ",") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

func (i ignoreTags) has(key string) bool {
	return slices.Contains(i.keys, key) ||
		slices.ContainsFunc(i.keyPrefixes, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
}
