package crd

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
)

type props = apiextensionsv1.JSONSchemaProps

// samples contains a text for each pattern.
var samples = map[string]string{
	"^(Managed|Unmanaged|Force|Removed)$":                          "Managed",
	"^(Managed|Unmanaged)$":                                        "Managed",
	"^(RollingUpdate|Recreate)$":                                   "Recreate",
	"^crn:.+:.+:.+:cloud-object-storage:.+:.+:.+:resource-key:.+$": "crn:a:b:c:cloud-object-storage:d:e:f:resource-key:g",
	"^crn:.+:.+:.+:cloud-object-storage:.+:.+:.+::$":               "crn:a:b:c:cloud-object-storage:d:e:f::",
}

// sample returns a valid value with all fields, or with the required ones.
func sample(s *props, all bool) any {
	switch {
	case s.XIntOrString:
		return "1Gi"
	case len(s.Enum) > 0:
		var value any
		if err := json.Unmarshal(s.Enum[0].Raw, &value); err != nil {
			panic(err)
		}
		return value
	}
	switch s.Type {
	case "object":
		return sampleObject(s, all)
	case "array":
		return []any{sample(s.Items.Schema, all)}
	case "integer":
		if s.Minimum != nil {
			return *s.Minimum
		}
		return 1
	case "boolean":
		return true
	}
	switch s.Format {
	case "duration":
		return "1h"
	case "byte":
		return "QQ=="
	}
	if text, ok := samples[s.Pattern]; ok {
		return text
	}
	return "aaa"
}

func sampleObject(s *props, all bool) map[string]any {
	object := map[string]any{}
	for _, name := range s.Required {
		if child, ok := s.Properties[name]; ok {
			object[name] = sample(&child, all)
		}
	}
	if all {
		for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
			if s.MaxProperties == nil || int64(len(object)) < *s.MaxProperties {
				child := s.Properties[name]
				object[name] = sample(&child, all)
			}
		}
	}
	if all && s.AdditionalProperties != nil {
		object["cpu"] = sample(s.AdditionalProperties.Schema, all)
	}
	return object
}

// anything contains values of each type, and numbers at the limits of 32 and 64
// bits. It omits numbers between 2^63-512 and 2^63, which are 2^63 in a
// float64, and whole numbers with a fraction or an exponent: encoding/json, and
// therefore Validate, does not distinguish 1 from 1.0.
var anything = []any{
	nil, true, false, "", "x", "Not this!", "ünïcödé", 0, 1, -1, 1.5, 4, 5, 5120, 5121,
	2147483647, 2147483648, -2147483648, -2147483649, json.Number("9223372036854774784"),
	json.Number("9223372036854777856"), json.Number("-9223372036854775808"), json.Number("-9223372036854777856"), 1e300,
	[]any{}, []any{nil}, []any{nil, nil}, []any{"x"}, []any{"x", "x", "y", "x", "y"}, []any{1, "x", nil}, []any{1, 1}, []any{[]any{}},
	[]any{map[string]any{}}, []any{map[string]any{}, map[string]any{}}, []any{map[string]any{}, nil}, []any{map[string]any{"name": "x"}, "y", map[string]any{"name": "x"}},
	map[string]any{}, map[string]any{"x": 1}, map[string]any{"x": nil}, map[string]any{"x": map[string]any{"y": []any{nil}}},
	"1Gi", "1gi", "1 Gi", ".5", "1e3", "-1", "+1.5m", "1h30m", "5 days", "2 Parsecs", "99999999999999999999 days", "1µs 2wks", "3min", "QQ==", "QQ", "QUFB", "QUE=\n",
	"registry.example.com:5000/path", "*.example.com", "registry.example.com:tag@x",
}

// values returns the values to test for a schema: anything, and values at the
// limits of the schema.
func values(s *props) []any {
	all := append([]any{sample(s, false), sample(s, true)}, anything...)
	for _, e := range s.Enum {
		all = append(all, e)
	}
	for _, limit := range []*int64{s.MinLength, s.MaxLength} {
		if limit != nil {
			for n := max(*limit-1, 0); n <= *limit+1; n++ {
				all = append(all, strings.Repeat("a", int(n)), strings.Repeat("é", int(n)))
			}
		}
	}
	if s.MaxItems != nil {
		all = append(all, slices.Repeat([]any{"x"}, int(*s.MaxItems)), slices.Repeat([]any{"x"}, int(*s.MaxItems)+1))
	}
	if s.Items != nil {
		one := sample(s.Items.Schema, true)
		all = append(all, []any{one, one}, []any{one, one, one}, []any{one, nil})
	}
	for name, child := range s.Properties {
		for _, value := range []any{nil, sample(&child, false), sample(&child, true)} {
			all = append(all, with(s, name, value), map[string]any{name: value})
		}
		all = append(all, with(s, name+"x", "y"))
	}
	for _, name := range s.Required {
		object := sampleObject(s, false)
		delete(object, name)
		all = append(all, object)
	}
	return slices.DeleteFunc(all, func(value any) bool { return lenient(s, value) })
}

// lenient reports whether the API server accepts a value only because of a bug:
// it does not check the type of a list in the place of a string with a format.
// The operator cannot decode such an object.
func lenient(s *props, value any) bool {
	_, list := value.([]any)
	return list && s.Type == "string" && s.Format != ""
}

func with(s *props, name string, value any) map[string]any {
	object := sampleObject(s, false)
	object[name] = value
	return object
}

// walk visits a schema and the schemas below it. inside returns a complete
// object that has a value at the position of a schema, and only the other
// values that it requires.
func walk(s *props, inside func(any) any, visit func(s *props, inside func(any) any)) {
	visit(s, inside)
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		child := s.Properties[name]
		walk(&child, func(value any) any { return inside(with(s, name, value)) }, visit)
	}
	if s.AdditionalProperties != nil {
		walk(s.AdditionalProperties.Schema, func(value any) any { return inside(map[string]any{"cpu": value}) }, visit)
	}
	if s.Items != nil {
		walk(s.Items.Schema, func(value any) any { return inside([]any{value}) }, visit)
	}
}

// spec returns the schema of the spec, and a function that returns a complete
// object for a spec.
func (r reference) spec() (*props, func(any) any) {
	s := r.props.Properties["spec"]
	return &s, func(spec any) any {
		return map[string]any{"apiVersion": r.kind.GroupVersion().String(), "kind": r.kind.Kind, "metadata": map[string]any{"name": "cluster"}, "spec": spec}
	}
}

func textOf(t testing.TB, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return text
}
