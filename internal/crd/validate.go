package crd

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Validate holds an object, decoded as encoding/json does, against the schema
// of its kind in a release. A kind without a schema has no problems.
func Validate(object map[string]any, kind schema.GroupVersionKind, release openshift.Release) []Problem {
	whole, ok := root(kind, release)
	if !ok {
		return nil
	}
	v := validator{kind: kind}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		switch key {
		case "apiVersion", "kind", "metadata", "status": // not a person's to write
		default:
			v.field(whole, object[key], key, nil, "")
		}
	}
	v.required(&nodes[whole], object, "")
	return v.problems
}

type validator struct {
	kind     schema.GroupVersionKind
	problems []Problem
}

func (v *validator) fail(path string, value any, format string, args ...any) {
	switch value.(type) {
	case map[string]any, []any:
		value = nil
	}
	v.problems = append(v.problems, Problem{Path: path, Value: value, Message: fmt.Sprintf(format, args...)})
}

// field checks a field of the object that parent describes.
func (v *validator) field(parent int, value any, key string, trail []string, path string) {
	node := &nodes[parent]
	trail = append(slices.Clone(trail), key)
	path = strings.TrimPrefix(path+"."+key, ".")
	child, known := node.property(key)
	switch {
	case known:
		v.value(child, value, trail, path)
	case node.Values != 0:
		v.value(node.Values, value, trail, path)
	case !node.Open:
		v.unknown(node, key, trail, path)
	}
}

func (v *validator) unknown(node *Node, key string, trail []string, path string) {
	p := Problem{Path: path, Unknown: true, Message: "unknown field, which the API server drops"}
	if release, later := first(v.kind, trail); later {
		p.Message = fmt.Sprintf("unknown to this release, first in %s; the API server drops it", release)
	} else if guess := decode.Closest(key, node.names()); guess != "" {
		p.Message += fmt.Sprintf("; did you mean %q?", guess)
	}
	v.problems = append(v.problems, p)
}

func (v *validator) value(index int, value any, trail []string, path string) {
	node := &nodes[index]
	if value == nil {
		return // the API server drops nulls
	}
	if node.IntOrString {
		switch value.(type) {
		case string, float64:
		default:
			v.fail(path, value, "must be a number or a string")
		}
		return
	}
	switch got := value.(type) {
	case map[string]any:
		if v.typed(node, "object", value, path) {
			v.object(index, got, trail, path)
		}
	case []any:
		if v.typed(node, "array", value, path) {
			v.list(node, got, trail, path)
		}
	case string:
		if v.typed(node, "string", value, path) {
			v.text(node, got, path)
		}
	case bool:
		v.typed(node, "boolean", value, path)
	case float64:
		kind := "number"
		if node.Type == "integer" && got == float64(int64(got)) {
			kind = "integer"
		}
		if v.typed(node, kind, value, path) {
			v.number(node, got, path)
		}
	}
}

// words name the types of a schema for people.
var words = map[string]string{"object": "a map", "array": "a list", "string": "a string", "boolean": "true or false", "integer": "a whole number", "number": "a number"}

func (v *validator) typed(node *Node, kind string, value any, path string) bool {
	if node.Type == kind || node.Type == "" {
		return true
	}
	v.fail(path, value, "%s where %s belongs", words[kind], words[node.Type])
	return false
}

func (v *validator) object(index int, object map[string]any, trail []string, path string) {
	for _, key := range slices.Sorted(maps.Keys(object)) {
		v.field(index, object[key], key, trail, path)
	}
	v.required(&nodes[index], object, path)
}

func (v *validator) required(node *Node, object map[string]any, path string) {
	for _, key := range node.Required {
		if object[key] == nil {
			v.fail(strings.TrimPrefix(path+"."+key, "."), nil, "required; write it")
		}
	}
}

func (v *validator) list(node *Node, list []any, trail []string, path string) {
	if n := float64(len(list)); node.MinItems.below(n) || node.MaxItems.above(n) {
		v.fail(path, list, "%v elements, which are too few or too many", n)
	}
	if node.Items == 0 {
		return
	}
	for i, item := range list {
		v.value(node.Items, item, append(slices.Clone(trail), inList), path+"["+strconv.Itoa(i)+"]")
	}
}

func (v *validator) text(node *Node, text, path string) {
	if len(node.Enum) > 0 && !slices.Contains(node.Enum, text) {
		v.fail(path, text, "must be one of %s", strings.Join(node.Enum, ", "))
	}
	if node.Pattern != "" && !decode.Match(node.Pattern, text) {
		v.fail(path, text, "must match %s", node.Pattern)
	}
	if n := float64(utf8.RuneCountInString(text)); node.MinLength.below(n) || node.MaxLength.above(n) {
		v.fail(path, text, "%v characters, which are too few or too many", n)
	}
}

func (v *validator) number(node *Node, n float64, path string) {
	if node.Minimum.below(n) {
		v.fail(path, n, "must be at least %v", node.Minimum.At)
	}
	if node.Maximum.above(n) {
		v.fail(path, n, "must be at most %v", node.Maximum.At)
	}
}
