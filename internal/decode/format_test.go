package decode

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/util/validation"
)

// texts are edge cases of the formats.
var texts = []string{
	"", "a", "A", "-", ".", "..", "..a", ".a", "a.", "a..b", "a.b", "a-.b", "a.-b", "-a", "a-", "a_b", "_a", "a b", "ä", "a\n",
	"/", "a/b", "/a", "a/", "a/b/c", "A/b", "a.b/C", "a.b/-c", "a-/b", "A.b/c.d",
	"cpu", "CPU", "mem", "memory", "storage", "ephemeral-storage", "hugepages-2Mi", "hugepages-", "hugepages-/a", "nvidia.com/gpu",
	strings.Repeat("a", 63), strings.Repeat("a", 64), strings.Repeat("a", 253), strings.Repeat("a", 254),
	strings.Repeat("a", 253) + "/" + strings.Repeat("b", 63), strings.Repeat("a", 254) + "/b", "a/" + strings.Repeat("b", 64),
	"hugepages-" + strings.Repeat("a", 53), "hugepages-" + strings.Repeat("a", 54), "10.0.0.1", "::1", "host:5000", "https://host",
}

// TestFormats checks that the pattern for JSON Schemas agrees with the
// Kubernetes check.
func TestFormats(t *testing.T) {
	for name, f := range formats {
		t.Run(name, func(t *testing.T) {
			assert.NotEmpty(t, f.Like)
			assert.Positive(t, f.MaxLength)
			pattern := regexp.MustCompile(f.Pattern)
			passed := 0
			for _, text := range texts {
				ok := len(f.Check(text)) == 0
				assert.Equal(t, ok, agrees(f, pattern, text), "%q", text)
				if ok {
					passed++
				}
			}
			assert.Positive(t, passed)
			assert.Less(t, passed, len(texts))
		})
	}
}

func FuzzFormats(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for name, format := range formats {
			assert.Equal(t, len(format.Check(text)) == 0, agrees(format, regexp.MustCompile(format.Pattern), text), "%s: %q", name, text)
		}
	})
}

// agrees reports whether a text matches a format as a JSON Schema expresses it.
// It returns false for a prefix that is too long, which the schema cannot
// express.
func agrees(f Format, pattern *regexp.Regexp, text string) bool {
	return strings.Index(text, "/") <= validation.DNS1123SubdomainMaxLength && len(text) <= f.MaxLength && pattern.MatchString(text)
}

// TestTagsAreOfFields fails on a tag for a field that a Kubernetes type does
// not have, and on a tag with an unknown format.
func TestTagsAreOfFields(t *testing.T) {
	require.NotEmpty(t, tags)
	for typ, fields := range tags {
		for name, tag := range fields {
			assert.Contains(t, structInfoOf(typ).fields, name, typ)
			assert.NotPanics(t, func() { FormatOf(tag); KeyFormatOf(tag) }, name)
		}
	}
	assert.Panics(t, func() { FormatOf(`format:"dns-subdoman"`) })
}
