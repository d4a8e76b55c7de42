package transformers

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

func TestReplace(t *testing.T) {
	tests := map[string]struct {
		text    string
		value   any
		want    string
		changed bool
	}{
		"equal text":            {"'a' # c\n", "a", "'a' # c\n", false},
		"an equal number":       {"0x10\n", 16.0, "0x10\n", false},
		"an equal map":          {"{b: 1, a: 2}\n", map[string]any{"a": 2.0, "b": 1.0}, "{b: 1, a: 2}\n", false},
		"text for a number":     {"1 # c\n", "1", "\"1\" # c\n", true},
		"a number for text":     {"\"1\"\n", 1.0, "1\n", true},
		"a list for text":       {"a\n", []any{"a"}, "- a\n", true},
		"text for a list":       {"- a\n", "a", "a\n", true},
		"a map for a list":      {"- a\n", map[string]any{"a": "b"}, "a: b\n", true},
		"elements in any order": {"- a # 1\n- b # 2\n- c # 3\n", []any{"c", "d", "a"}, "- c # 3\n- d\n- a # 1\n", true},
		"a shorter list":        {"- a # 1\n- b # 2\n", []any{"b"}, "- b # 2\n", true},
		"an element twice":      {"- a # 1\n", []any{"a", "a"}, "- a # 1\n- a\n", true},
		"two equal elements":    {"- a # 1\n- a # 2\n", []any{"a", "a", "b"}, "- a # 1\n- a # 2\n- b\n", true},
		"equal maps":            {"- {b: 1, a: 2} # 1\n- {a: 3}\n", []any{map[string]any{"a": 2.0, "b": 1.0}}, "- {b: 1, a: 2} # 1\n", true},
		"an empty list":         {"- a\n", []any{}, "[]\n", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			node := yaml.MustParse(test.text)
			changed, err := replace(node.YNode(), test.value)
			require.NoError(t, err)
			assert.Equal(t, test.changed, changed)
			assert.Equal(t, test.want, node.MustString())

			again, err := replace(node.YNode(), test.value)
			require.NoError(t, err)
			assert.False(t, again, "a second time changes nothing")
		})
	}
}

// TestReplaceUsesNodesOnce requires that a list contains each node once. With a
// node twice, a change of one element would change the other.
func TestReplaceUsesNodesOnce(t *testing.T) {
	list := yaml.MustParse("- {a: b}\n").YNode()
	element := map[string]any{"a": "b"}
	_, err := replace(list, []any{element, element, element})
	require.NoError(t, err)
	require.Len(t, list.Content, 3)
	assert.NotSame(t, list.Content[0], list.Content[1])
	assert.NotSame(t, list.Content[1], list.Content[2])
}
