package crd

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Validate validates an object, decoded as encoding/json does, against the
// built-in schema of its kind in a release. A kind without a schema has no
// problems.
func Validate(object map[string]any, kind schema.GroupVersionKind, release openshift.Release) []Problem {
	return (*Schemas)(nil).Validate(object, kind, release)
}

// Validate does the same as the function Validate, with these schemas.
func (s *Schemas) Validate(object map[string]any, kind schema.GroupVersionKind, release openshift.Release) []Problem {
	v, whole, ok := s.find(kind, release)
	if !ok {
		return nil
	}
	admitted := v.admitObject(whole, object, nil, "")
	for _, key := range slices.Sorted(maps.Keys(admitted)) {
		if child, known := v.nodes[whole].child(key); known && !outside(key) {
			v.check(child, admitted[key], key)
		}
	}
	v.required(&v.nodes[whole], admitted, "")
	return v.problems
}

type validator struct {
	nodes    []Node
	kind     schema.GroupVersionKind
	replaced bool // the nodes are not the built-in ones
	problems []Problem
}

func (v *validator) fail(path string, value any, format string, args ...any) {
	switch value.(type) {
	case map[string]any, []any:
		value = nil
	}
	v.problems = append(v.problems, Problem{Path: path, Value: value, Message: fmt.Sprintf(format, args...)})
}

// check validates a value that admit has returned.
func (v *validator) check(index int, value any, path string) {
	node := &v.nodes[index]
	if !v.typed(node, value, path) {
		return
	}
	if text, ok := value.(string); len(node.Enum) > 0 && (!ok || !slices.Contains(node.Enum, text)) {
		v.fail(path, value, "must be one of %s", strings.Join(nonEmpty(node.Enum), ", "))
	}
	switch got := value.(type) {
	case map[string]any:
		v.object(node, got, path)
	case []any:
		v.list(node, got, path)
	case string:
		v.text(node, got, path)
	case float64:
		v.number(node, got, path)
	case nil:
		return
	}
	v.logic(node, value, path)
}

// nonEmpty returns the values of an enum without the empty one, which only
// means that the field is not set.
func nonEmpty(enum []string) []string {
	return slices.DeleteFunc(slices.Clone(enum), func(value string) bool { return value == "" })
}

// words name the types of a schema in messages.
var words = map[string]string{
	"object": "a map", "array": "a list", "string": "a string", "boolean": "true or false",
	"integer": "a whole number", "number": "a number", "null": "null",
}

func (v *validator) typed(node *Node, value any, path string) bool {
	kind := typeOf(value)
	want := words[node.Type]
	switch {
	case kind == "null" && node.Nullable:
		return true
	case node.IntOrString:
		if kind == "integer" || kind == "string" {
			return true
		}
		want = "a whole number or a string"
	case node.Type == kind, node.Type == "", node.Type == "number" && kind == "integer":
		return true
	}
	if n, ok := value.(float64); ok && n == math.Trunc(n) && kind == "number" {
		v.fail(path, value, "must fit in 64 bits")
		return false
	}
	v.fail(path, value, "must be %s, not %s", want, words[kind])
	v.problems[len(v.problems)-1].WrongType = true
	return false
}

// typeOf returns the type of a value in the terms of a schema.
func typeOf(value any) string {
	switch got := value.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64:
		// Beyond 64 bits, the API server does not accept a number as an
		// integer. The largest one that fits is 2^63 after rounding.
		if got == math.Trunc(got) && math.Abs(got) <= 1<<63 {
			return "integer"
		}
		return "number"
	default:
		return "null"
	}
}

func (v *validator) object(node *Node, object map[string]any, path string) {
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if child, known := node.child(key); known {
			v.check(child, object[key], join(path, key))
		}
	}
	v.required(node, object, path)
	n := float64(len(object))
	if node.MinProperties.below(n) {
		v.fail(path, nil, "must have at least %v fields, has %v", node.MinProperties.At, n)
	}
	if node.MaxProperties.above(n) {
		v.fail(path, nil, "must have at most %v fields, has %v", node.MaxProperties.At, n)
	}
}

func (v *validator) required(node *Node, object map[string]any, path string) {
	for _, key := range node.Required {
		if _, set := object[key]; !set {
			v.problems = append(v.problems, Problem{Path: join(path, key), Message: "is required; set it", Missing: true})
		}
	}
}

func (v *validator) text(node *Node, text, path string) {
	if node.Pattern != "" && !decode.Match(node.Pattern, text) {
		v.fail(path, text, "must match %s", node.Pattern)
	}
	if f, ok := formats[node.Format]; ok && !f.holds(text) {
		v.fail(path, text, "must be %s", f.word)
	}
	n := float64(utf8.RuneCountInString(text))
	if node.MinLength.below(n) {
		v.fail(path, text, "must have at least %v characters, has %v", node.MinLength.At, n)
	}
	if node.MaxLength.above(n) {
		v.fail(path, text, "must have at most %v characters, has %v", node.MaxLength.At, n)
	}
}

func (v *validator) number(node *Node, n float64, path string) {
	if node.Minimum.below(n) {
		v.fail(path, n, "must be at least %v", node.Minimum.At)
	}
	if node.Maximum.above(n) {
		v.fail(path, n, "must be at most %v", node.Maximum.At)
	}
	// Kubernetes 1.34 and older store such a number, but then the operator
	// cannot decode the object. 1.36 rejects it.
	if node.Format == "int32" && (n < math.MinInt32 || n > math.MaxInt32) {
		v.fail(path, n, "must fit in 32 bits: at most %d", math.MaxInt32)
	}
}
