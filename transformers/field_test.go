package transformers

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

func TestGet(t *testing.T) {
	tests := map[string]struct {
		text string
		want any
		err  string // the field that is not a map
	}{
		"a value":                {"a: {b: {c: 1}}", 1.0, ""},
		"a map":                  {"a: {b: {c: {d: e}}}", map[string]any{"d": "e"}, ""},
		"absent":                 {"a: {b: {}}", nil, ""},
		"absent further up":      {"{}", nil, ""},
		"null":                   {"a: {b: {c: null}}", nil, ""},
		"null further up":        {"a: ~", nil, ""},
		"scalar instead of map":  {"a: {b: text}", nil, "a.b"},
		"list instead of map":    {"a: [b]", nil, "a"},
		"a key that is a value":  {"a: {x: b, b: {c: 1}}", 1.0, ""},
		"a value that is a path": {"a: {b: {x: c}}", nil, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := get(yaml.MustParse(test.text).YNode(), []string{"a", "b", "c"})
			if test.err != "" {
				assert.ErrorIs(t, err, notMap{test.err})
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.want, got)
		})
	}
}

func TestSet(t *testing.T) {
	tests := map[string]struct {
		text, want string
		changed    bool
		err        string // the field that is not a map
	}{
		"another value":         {"a: {b: {c: 1}}\n", "a: {b: {c: x}}\n", true, ""},
		"the same value":        {"a: {b: {c: 'x'}}\n", "a: {b: {c: 'x'}}\n", false, ""},
		"keeps comments":        {"a: # one\n  b: # two\n    c: 1 # three\n", "a: # one\n  b: # two\n    c: x # three\n", true, ""},
		"makes the maps":        {"k: v\n", "k: v\na:\n  b:\n    c: x\n", true, ""},
		"opens an empty map":    {"a: {}\n", "a:\n  b:\n    c: x\n", true, ""},
		"fills a null":          {"a: ~\n", "a:\n  b:\n    c: x\n", true, ""},
		"replaces a null":       {"a: {b: {c: null}}\n", "a: {b: {c: x}}\n", true, ""},
		"replaces a map":        {"a:\n  b:\n    c: {d: e}\n", "a:\n  b:\n    c: x\n", true, ""},
		"scalar instead of map": {"a: {b: text}\n", "a: {b: text}\n", false, "a.b"},
		"list instead of map":   {"a: [b]\n", "a: [b]\n", false, "a"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			node := yaml.MustParse(test.text)
			changed, err := set(node.YNode(), []string{"a", "b", "c"}, "x")
			if test.err == "" {
				require.NoError(t, err)
			} else {
				assert.ErrorIs(t, err, notMap{test.err})
			}
			assert.Equal(t, test.changed, changed)
			assert.Equal(t, test.want, node.MustString())
		})
	}
}

func TestRemove(t *testing.T) {
	tests := map[string]struct {
		text, left string
		want       any
		err        string // the field that is not a map
	}{
		"the first":                {"a: {b: 1, c: 2, d: 3}\n", "a: {c: 2, d: 3}\n", 1.0, ""},
		"one in the middle":        {"a: {x: 1, b: {c: d}, d: 3}\n", "a: {x: 1, d: 3}\n", map[string]any{"c": "d"}, ""},
		"the last":                 {"a:\n  c: 2 # two\n  b: 1\n", "a:\n  c: 2 # two\n", 1.0, ""},
		"absent":                   {"a: {c: 2}\n", "a: {c: 2}\n", nil, ""},
		"absent further up":        {"c: 2\n", "c: 2\n", nil, ""},
		"below a null":             {"a: null\n", "a: null\n", nil, ""},
		"a value equal to the key": {"a: {c: b, b: 1}\n", "a: {c: b}\n", 1.0, ""},
		"scalar instead of map":    {"a: text\n", "a: text\n", nil, "a"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			node := yaml.MustParse(test.text)
			got, err := remove(node.YNode(), []string{"a", "b"})
			if test.err == "" {
				require.NoError(t, err)
			} else {
				assert.ErrorIs(t, err, notMap{test.err})
			}
			assert.Equal(t, test.want, got)
			assert.Equal(t, test.left, node.MustString())
		})
	}
}

// TestRemoveLeavesOtherHolders removes a field from one of two maps that share
// the same list of fields. The other map keeps the field.
func TestRemoveLeavesOtherHolders(t *testing.T) {
	one := yaml.MustParse("a: 1\nb: 2\nc: 3\n")
	other := *one.YNode()
	_, err := remove(one.YNode(), []string{"a"})
	require.NoError(t, err)
	assert.Equal(t, "a: 1\nb: 2\nc: 3\n", yaml.NewRNode(&other).MustString())
}
