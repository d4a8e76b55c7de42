package artifact

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// schemas generates schemas of types.
type schemas struct {
	comments
	// definitions are those of Kubernetes types, by their names.
	definitions node
	// later forbids fields in releases that do not have them.
	later []node
	// replaced reports whether texts can contain placeholders.
	replaced bool
	// err is the first error.
	err error
}

// comment returns the doc comment of a field.
func (s *schemas) comment(owner reflect.Type, fieldName string) string {
	text, err := s.of(owner, fieldName)
	s.err = cmp.Or(s.err, err)
	return text
}

func (s *schemas) object(t reflect.Type, path []string) node {
	properties, required := node{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		f.Tag = decode.Tag(t, f)
		name := decode.JSONName(f)
		switch {
		case decode.Inline(f):
			inner := s.object(f.Type, path)
			for name, property := range inner["properties"].(node) {
				properties[name] = property
			}
			if more, ok := inner["required"].([]string); ok {
				required = append(required, more...)
			}
		case name != "":
			property := s.value(f.Type, f.Tag, append(slices.Clone(path), name))
			s.since(f, append(slices.Clone(path), name))
			if comment := s.describe(t, f); comment != "" {
				property["description"] = comment
			}
			if text, ok := f.Tag.Lookup("default"); ok {
				property["default"] = value(f.Type, text)
			}
			if text, ok := f.Tag.Lookup("example"); ok {
				property["examples"] = []any{value(f.Type, text)}
			}
			properties[name] = property
			if f.Tag.Get("required") == "true" {
				required = append(required, name)
			}
		}
	}
	n := node{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		n["required"] = required
	}
	return n
}

// since forbids a field to the releases before the one that introduces it.
func (s *schemas) since(f reflect.StructField, path []string) {
	text := f.Tag.Get("since")
	if text == "" {
		return
	}
	first, err := openshift.ParseRelease(text)
	s.err = cmp.Or(s.err, err)
	before := slices.DeleteFunc(slices.Clone(openshift.Releases), func(r openshift.Release) bool { return !r.Before(first) })
	if len(before) == 0 {
		return
	}
	var forbidden any = false
	for _, name := range slices.Backward(path) {
		forbidden = node{"properties": node{name: forbidden}}
	}
	version := node{"pattern": `^(` + alternatives(before) + `)(\.|$)`}
	s.later = append(s.later, node{"if": node{"properties": node{"openshift": node{"properties": node{"version": version}}}}, "then": forbidden})
}

// alternatives returns a pattern that matches the releases, such as
// 4\.(22|23)|5\.(0|1).
func alternatives(releases []openshift.Release) string {
	var majors []string
	for i, r := range releases {
		minor := fmt.Sprint(r.Minor)
		if i > 0 && releases[i-1].Major == r.Major {
			majors[len(majors)-1] += "|" + minor
		} else {
			majors = append(majors, fmt.Sprintf(`%d\.(`, r.Major)+minor)
		}
	}
	return strings.Join(majors, ")|") + ")"
}

// describe returns the description of a field: its comment, or that of the
// Kubernetes API for Kubernetes types.
func (s *schemas) describe(t reflect.Type, f reflect.StructField) string {
	if !decode.Kubernetes(t) {
		comment := s.comment(t, f.Name)
		if since := f.Tag.Get("since"); since != "" {
			comment += " From OpenShift " + since + "."
		}
		return comment
	}
	if documented, ok := reflect.Zero(t).Interface().(interface{ SwaggerDoc() map[string]string }); ok {
		return documented.SwaggerDoc()[decode.JSONName(f)]
	}
	return ""
}

func (s *schemas) value(t reflect.Type, tag reflect.StructTag, path []string) node {
	switch {
	case t.Kind() == reflect.Pointer:
		return s.value(t.Elem(), tag, path)
	case t == reflect.TypeFor[metav1.Duration]():
		return node{"type": "string", "pattern": `^([0-9]+(\.[0-9]*)?(ns|us|µs|ms|s|m|h))+$|^0$`}
	case t == reflect.TypeFor[resource.Quantity]():
		return node{"type": []string{"string", "number"}, "minimum": 0, "pattern": `^[0-9]+(\.[0-9]*)?([EPTGMk]i?|m|[eE][0-9]+)?$`}
	}
	switch t.Kind() {
	case reflect.Struct:
		if !decode.Kubernetes(t) {
			return s.object(t, path)
		}
		if s.definitions[t.Name()] == nil {
			s.definitions[t.Name()] = node{} // it may contain itself
			s.definitions[t.Name()] = s.object(t, nil)
		}
		return node{"$ref": "#/$defs/" + t.Name()}
	case reflect.Slice:
		list := node{"type": "array", "items": s.value(t.Elem(), tag, path)}
		if tag.Get("required") == "true" {
			list["minItems"] = 1
		}
		return list
	case reflect.Map:
		m := node{"type": "object", "additionalProperties": s.value(t.Elem(), tag, path)}
		if keys, ok := decode.KeyFormatOf(tag); ok {
			m["propertyNames"] = node{"pattern": keys.Pattern, "maxLength": keys.MaxLength}
		}
		return m
	case reflect.Interface:
		return node{}
	case reflect.Bool:
		return node{"type": "boolean"}
	case reflect.String:
		return s.text(tag)
	default:
		n := node{"type": "integer"}
		bounds(n, tag, "minimum", "maximum")
		return n
	}
}

func (s *schemas) text(tag reflect.StructTag) node {
	n := node{"type": "string"}
	if enum := tag.Get("enum"); enum != "" {
		n["enum"] = strings.Split(enum, "|")
	}
	if format, ok := decode.FormatOf(tag); ok {
		n["pattern"], n["maxLength"] = format.Pattern, format.MaxLength
	}
	if pattern := tag.Get("pattern"); pattern != "" {
		n["pattern"] = pattern
	}
	if tag.Get("required") == "true" {
		n["minLength"] = 1
	}
	bounds(n, tag, "minLength", "maxLength")
	var choices []node
	if tag.Get("empty") == "true" {
		choices = append(choices, node{"const": ""})
	}
	if s.replaced && (n["pattern"] != nil || n["maxLength"] != nil) && !decode.Known(tag) {
		choices = append(choices, node{"$ref": "#/$defs/" + placeholderDefinition})
	}
	if len(choices) > 0 {
		return node{"anyOf": append(choices, n)}
	}
	return n
}

func bounds(n node, tag reflect.StructTag, lowest, highest string) {
	for key, text := range map[string]string{lowest: tag.Get("min"), highest: tag.Get("max")} {
		if text != "" {
			n[key] = json.Number(text)
		}
	}
}

// value returns the value of a struct tag as JSON.
func value(t reflect.Type, text string) any {
	if t.Kind() == reflect.String {
		return text
	}
	return json.RawMessage(text)
}
