package decode_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
)

type inner struct {
	Mode string `json:"mode,omitempty" enum:"Fast|Slow" default:"Slow"`
}

type sample struct {
	Name     string             `json:"name" required:"true" like:"a name"`
	Count    *int32             `json:"count,omitempty" min:"1" max:"9"`
	On       *bool              `json:"on,omitempty"`
	Modes    []string           `json:"modes,omitempty" enum:"A|B" default:"[\"A\"]"`
	Labels   map[string]string  `json:"labels,omitempty"`
	Size     *resource.Quantity `json:"size,omitempty"`
	Wait     *metav1.Duration   `json:"wait,omitempty"`
	URL      string             `json:"url,omitempty" pattern:"^https://[^@]+$" max:"200" like:"an https URL"`
	Inner    *inner             `json:"inner,omitempty" since:"4.17"`
	Anything map[string]any     `json:"anything,omitempty"`
	embedded
}

type embedded struct {
	Extra string `json:"extra,omitempty"`
}

func decodeText(t *testing.T, text string) (sample, field.ErrorList) {
	t.Helper()
	node, err := yaml.Parse(text)
	require.NoError(t, err)
	expanded, err := decode.Expand(node.YNode())
	require.NoError(t, err)
	var s sample
	errs := decode.Decode(expanded, &s, nil, nil)
	return s, errs
}

func TestDecode(t *testing.T) {
	s, errs := decodeText(t, `
name: x
count: 3
on: false
modes: [A, B]
size: 1000m
wait: 60s
anything: {a: [1, {b: null}]}
base: &base {mode: Fast}
`)
	require.Len(t, errs, 1)
	assert.Equal(t, field.ErrorTypeForbidden, errs[0].Type)
	assert.Equal(t, "base", errs[0].Field)
	assert.Equal(t, "x", s.Name)
	assert.Equal(t, int32(3), *s.Count)
	assert.False(t, *s.On)
	assert.Equal(t, "1", s.Size.String())
	assert.Equal(t, "1m0s", s.Wait.Duration.String())
}

// TestDecodeErrors checks the field, the type of the error and the value.
func TestDecodeErrors(t *testing.T) {
	tests := map[string]struct {
		text string
		want string
		// names that the text of the error must contain, as often as here: a
		// suggestion and the list of supported names can contain the same name
		names []string
	}{
		"unknown field":              {"name: x\ncuont: 1", `cuont: Forbidden`, []string{`"count"`}},
		"unknown, nothing close":     {"name: x\nzzzzzzzz: 1", `zzzzzzzz: Forbidden`, []string{`anything`, `count`, `extra`, `inner`, `labels`, `modes`, `name`, `on`, `size`, `url`, `wait`}},
		"at the wrong depth":         {"name: x\nmode: Fast", `mode: Forbidden`, []string{`belongs under inner`}},
		"misspelled, not misplaced":  {"name: x\ninner: {Mode: Fast}", `inner.Mode: Forbidden`, []string{`"mode"`}},
		"extended":                   {"name: x\ninner: {modeName: Fast}", `inner.modeName: Forbidden`, []string{`did you mean "mode"`}},
		"in too deep":                {"name: x\ninner: {count: 1}", `inner.count: Forbidden`, []string{`top of the object`}},
		"required, but misplaced":    {"inner: {name: x}", `inner.name: Forbidden`, []string{`top of the object`}},
		"repeated field":             {"name: x\nname: y", `name: Duplicate value`, nil},
		"repeated label":             {"name: x\nlabels: {a: b, a: c}", `labels[a]: Duplicate value`, nil},
		"missing field":              {"count: 1", `name: Required value`, []string{`a name`}},
		"null":                       {"name: x\ninner:", `inner: Invalid value: null`, nil},
		"number for string":          {"name: 4.20", `name: Invalid value: 4.20`, []string{`"4.20"`}},
		"boolean for string":         {"name: true", `name: Invalid value: true`, []string{`"true"`}},
		"map for string":             {"name: {}", `name: Invalid value`, nil},
		"string for number":          {"name: x\ncount: two", `count: Invalid value: "two"`, nil},
		"quoted number":              {"name: x\ncount: \"3\"", `count: Invalid value: "3"`, []string{"without quotes"}},
		"too small":                  {"name: x\ncount: 0", `count: Invalid value: 0`, []string{`1`}},
		"too large":                  {"name: x\ncount: 10", `count: Invalid value: 10`, []string{`9`}},
		"beyond the type":            {"name: x\ncount: 99999999999", `count: Invalid value: "99999999999"`, nil},
		"fraction":                   {"name: x\ncount: 1.5", `count: Invalid value: "1.5"`, nil},
		"string for boolean":         {"name: x\non: yes", `on: Invalid value: "yes"`, []string{"set true,"}},
		"quoted boolean":             {"name: x\non: \"False\"", `on: Invalid value: "False"`, []string{"set false,"}},
		"null for a label":           {"name: x\nlabels: {a: }", `labels[a]: Invalid value: null`, []string{`""`}},
		"null for a list":            {"name: x\nmodes:", `modes: Invalid value: null`, []string{`[]`}},
		"map for list":               {"name: x\nmodes: {}", `modes: Invalid value`, []string{`"- "`}},
		"list for struct":            {"name: x\ninner: [{mode: Fast}]", `inner: Invalid value`, []string{`remove the "- "`}},
		"list for map":               {"name: x\nlabels: []", `labels: Invalid value`, nil},
		"scalar for struct":          {"name: x\ninner: hunter2", `inner: Invalid value`, []string{`mode`}},
		"scalar for list":            {"name: x\nmodes: A", `modes: Invalid value`, nil},
		"unsupported item":           {"name: x\nmodes: [A, C]", `modes[1]: Unsupported value: "C"`, []string{`"A"`, `"B"`}},
		"days":                       {"name: x\nwait: 7d", `wait: Invalid value: "7d"`, []string{`"168h"`}},
		"invalid quantity":           {"name: x\nsize: big", `size: Invalid value: "big"`, []string{`"100Gi"`}},
		"quantity in bytes":          {"name: x\nsize: 50GB", `size: Invalid value: "50GB"`, []string{`did you mean "50Gi"`}},
		"quantity with spaces":       {"name: x\nsize: 50 G i", `size: Invalid value: "50 G i"`, []string{`did you mean "50Gi"`}},
		"quantity in lowercase":      {"name: x\nsize: 1.5ti", `size: Invalid value: "1.5ti"`, []string{`did you mean "1.5Ti"`}},
		"quantity without number":    {"name: x\nsize: GB", `size: Invalid value: "GB"`, []string{`such as "100Gi"`}},
		"map for quantity":           {"name: x\nsize: {}", `size: Invalid value`, nil},
		"password in a URL":          {"name: x\nurl: https://me:hunter2@host", `url: Invalid value: "https://***@host"`, []string{`an https URL`}},
		"text that is too long":      {"name: x\nurl: https://" + strings.Repeat("a", 193), `url: Invalid value: "https://` + strings.Repeat("a", 92) + `…"`, []string{`an https URL`}},
		"unsupported, nested":        {"name: x\ninner: {mode: fast}", `inner.mode: Unsupported value: "fast"`, []string{`"Fast"`, `"Fast"`, `"Slow"`}},
		"label that is a number":     {"name: x\nlabels: {a: 1}", `labels[a]: Invalid value: 1`, []string{`"1"`}},
		"long values are cut":        {"name: x\nurl: " + strings.Repeat("é", 150), `url: Invalid value: "` + strings.Repeat("é", 100) + `…"`, []string{`an https URL`}},
		"huge values are omitted":    {"name: x\nurl: " + strings.Repeat("x", 1<<20+1), `url: Invalid value: "…"`, nil},
		"a list where a map belongs": {"[]", `<nil>: Invalid value`, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, errs := decodeText(t, test.text)
			require.Len(t, errs, 1)
			want, found := strings.CutSuffix(errs[0].Error(), errs[0].Detail)
			require.True(t, found)
			assert.Equal(t, test.want, strings.TrimSuffix(want, ": "))
			for i, name := range test.names {
				assert.GreaterOrEqual(t, strings.Count(errs[0].Detail, name), 1+count(test.names[:i], name), name)
			}
			assert.NotContains(t, errs[0].Error(), "hunter2")
		})
	}
}

// TestJoinedObjects checks that two objects without a separator are one error.
func TestJoinedObjects(t *testing.T) {
	decodeObject := func(text string) field.ErrorList {
		var object struct {
			APIVersion string `json:"apiVersion"`
			Kind       string `json:"kind"`
			Name       string `json:"name"`
		}
		node, err := yaml.Parse(text)
		require.NoError(t, err)
		return decode.Decode(node.YNode(), &object, nil, nil)
	}
	errs := decodeObject("apiVersion: a\nkind: b\nname: c\napiVersion: a\nkind: b\nname: d")
	require.Len(t, errs, 1)
	assert.Contains(t, errs[0].Detail, "---")
	errs = decodeObject("apiVersion: a\nkind: b\nname: c\nname: d")
	require.Len(t, errs, 1)
	assert.Equal(t, "name", errs[0].Field)
	assert.NotContains(t, errs[0].Detail, "---")
}

func count(names []string, name string) int {
	n := 0
	for _, other := range names {
		if other == name {
			n++
		}
	}
	return n
}

func TestDecodeAllErrorsAtOnce(t *testing.T) {
	s, errs := decodeText(t, "count: 0\non: maybe\nsize: x\nlabels: {a: b, c: 1}")
	assert.Len(t, errs, 5)
	assert.Equal(t, map[string]string{"a": "b"}, s.Labels, "valid fields are decoded")
}

func TestDefault(t *testing.T) {
	s := sample{Inner: &inner{}}
	var onSet []string
	decode.Default(&s, field.NewPath("spec"), func(p *field.Path) { onSet = append(onSet, p.String()) })
	assert.Equal(t, []string{"spec.modes", "spec.inner.mode"}, onSet)
	assert.Equal(t, []string{"A"}, s.Modes)
	assert.Equal(t, "Slow", s.Inner.Mode)

	s = sample{Modes: []string{"B"}}
	decode.Default(&s, nil, func(*field.Path) { t.Error("onSet a field that was set") })
	assert.Equal(t, []string{"B"}, s.Modes)
	assert.Nil(t, s.Inner)
}

func TestExpand(t *testing.T) {
	s, errs := decodeText(t, "inner: &a {mode: Fast}\nname: x\nlabels: &b {k: v}\nanything: {again: *b, <<: *a}")
	assert.Empty(t, errs)
	assert.Equal(t, map[string]any{"again": map[string]any{"k": "v"}, "mode": "Fast"}, s.Anything)
}

func TestExpandLeavesTheOriginal(t *testing.T) {
	text := "a: &x {b: c}\nd: *x\n"
	node, err := yaml.Parse(text)
	require.NoError(t, err)
	_, err = decode.Expand(node.YNode())
	require.NoError(t, err)
	assert.Equal(t, text, node.MustString())
}

func TestExpandRejects(t *testing.T) {
	bomb := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for _, c := range "123456789" {
		n := string(c)
		ref := "*a" + string(c-1)
		bomb += "a" + n + ": &a" + n + " [" + strings.Repeat(ref+", ", 8) + ref + "]\n"
	}
	node, err := yaml.Parse(bomb)
	require.NoError(t, err)
	_, err = decode.Expand(node.YNode())
	assert.ErrorContains(t, err, "an alias expands to more than")

	loop := &yaml.Node{Kind: yaml.SequenceNode}
	loop.Content = []*yaml.Node{{Kind: yaml.AliasNode, Alias: loop}}
	_, err = decode.Expand(loop)
	assert.ErrorContains(t, err, "contains itself")
}

// TestExpandCounts counts the nodes to which aliases expand without expanding
// them, including counts that overflow an integer. It stops at the first
// failure because the next list would not fit into memory.
func TestExpandCounts(t *testing.T) {
	for _, test := range []struct {
		levels, times int // of lists, each with the one before so many times
		rejected      bool
	}{
		{10, 2, false},
		{14, 2, false}, // 2¹⁶ nodes
		{15, 2, true},  // 2¹⁷ nodes
		{300, 1, false},
		{500, 1, true}, // 500 × 250 nodes
		{70, 2, true},  // 2⁷¹ nodes
	} {
		var text strings.Builder
		text.WriteString("a0: &a0 x\n")
		for i := range test.levels {
			fmt.Fprintf(&text, "a%d: &a%d [%s*a%d]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), test.times-1), i)
		}
		node, err := yaml.Parse(text.String())
		require.NoError(t, err)
		expanded, err := decode.Expand(node.YNode())
		if test.rejected {
			require.ErrorContains(t, err, "more than 100000", "%d levels", test.levels)
			_, err = decode.Plain(node.YNode())
			require.Error(t, err)
			continue
		}
		require.NoError(t, err, "%d levels", test.levels)
		assert.LessOrEqual(t, nodes(expanded), 100_000)
	}
}

// nodes counts nodes.
func nodes(node *yaml.Node) int {
	n := 1
	for _, child := range node.Content {
		n += nodes(child)
	}
	return n
}

// TestExpandBound checks that a list with the maximum number of nodes is
// expanded, and that one more node is rejected.
func TestExpandBound(t *testing.T) {
	item := &yaml.Node{Kind: yaml.ScalarNode, Value: "x"}
	list := &yaml.Node{Kind: yaml.SequenceNode, Content: slices.Repeat([]*yaml.Node{{Kind: yaml.AliasNode, Alias: item}}, 99_999)}
	expanded, err := decode.Expand(list)
	require.NoError(t, err)
	assert.Equal(t, 100_000, nodes(expanded))
	list.Content = append(list.Content, item)
	_, err = decode.Expand(list)
	assert.Error(t, err)
}
