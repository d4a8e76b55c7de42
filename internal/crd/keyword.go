package crd

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"sync"
)

// keywords is a part of a schema in a CRD. Its fields are the keywords that the
// tables represent.
type keywords struct {
	Type                 string              `json:"type"`
	Format               string              `json:"format"`
	Properties           map[string]keywords `json:"properties"`
	Required             []string            `json:"required"`
	Items                *keywords           `json:"items"`
	AdditionalProperties *keywords           `json:"additionalProperties"`
	Enum                 []string            `json:"enum"`
	Pattern              string              `json:"pattern"`
	Default              any                 `json:"default"`
	Minimum              *float64            `json:"minimum"`
	Maximum              *float64            `json:"maximum"`
	MinLength            *float64            `json:"minLength"`
	MaxLength            *float64            `json:"maxLength"`
	MinItems             *float64            `json:"minItems"`
	MaxItems             *float64            `json:"maxItems"`
	MinProperties        *float64            `json:"minProperties"`
	MaxProperties        *float64            `json:"maxProperties"`
	AnyOf                []keywords          `json:"anyOf"`
	Not                  *keywords           `json:"not"`
	Nullable             bool                `json:"nullable"`
	PreserveUnknown      bool                `json:"x-kubernetes-preserve-unknown-fields"`
	IntOrString          bool                `json:"x-kubernetes-int-or-string"`
	ListType             string              `json:"x-kubernetes-list-type"`
	ListMapKeys          []string            `json:"x-kubernetes-list-map-keys"`
	Validations          []celRule           `json:"x-kubernetes-validations"`
}

// celRule is a rule in CEL.
type celRule struct {
	Rule string `json:"rule"`
}

// irrelevant lists the keywords that the tables omit, with the reason.
var irrelevant = map[string]string{
	"$schema":               "names the dialect, which the API server fixes",
	"description":           "documentation",
	"example":               "documentation",
	"externalDocs":          "documentation",
	"id":                    "names the schema; the API server allows no references to it",
	"title":                 "documentation",
	"x-kubernetes-map-type": "sets how server-side apply merges the map; validation does not read it",
}

// coveredRules lists the CEL rules that the tables omit, with the reason.
var coveredRules = map[string]string{
	"has(self.type) && self.type == 'Internal' ?  true : !has(self.internal)": "rule AZ005 of package validators covers it",
	"has(self.blockedRegistries) ? !has(self.allowedRegistries) : true":       "rule IM001 of package validators covers it",
}

// typeFormats lists the types that a schema can have, each with the formats that
// the validator supports. For a type with nil, the API server ignores the format.
var typeFormats = map[string][]string{
	"":        {},
	"array":   nil,
	"boolean": nil,
	"integer": {"int32", "int64"},
	"number":  {},
	"object":  nil,
	"string":  {"byte", "duration"},
}

// handled lists the keywords for which type keywords has fields.
var handled = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for field := range reflect.TypeFor[keywords]().Fields() {
		names[field.Tag.Get("json")] = true
	}
	return names
})

// matches is the form of a CEL rule that only matches a pattern.
var matches = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^self\.matches\('(.*)'\)$`) })

// simplifier removes from a schema what the tables cannot represent.
type simplifier struct {
	// omitted describes what it removed.
	omitted []string
	// err is the first error: a schema that the API server does not accept.
	err error
}

// simplify changes a schema, decoded as encoding/json does, at a path of fields.
func (s *simplifier) simplify(schema map[string]any, path string) {
	omit := func(keyword, format string, args ...any) {
		delete(schema, keyword)
		place := path
		if place == "" {
			place = "the schema"
		}
		s.omitted = append(s.omitted, place+": "+fmt.Sprintf(format, args...))
	}
	s.known(schema, omit)
	kind, _ := schema["type"].(string)
	formats, valid := typeFormats[kind]
	if !valid && s.err == nil {
		s.err = fmt.Errorf("%s: unknown type %s", path, kind)
	}
	if format, _ := schema["format"].(string); formats != nil && format != "" && !slices.Contains(formats, format) {
		omit("format", "unknown format %s of type %q", format, kind)
	}
	if list, _ := schema["x-kubernetes-list-type"].(string); !slices.Contains([]string{"", "atomic", "map", "set"}, list) {
		omit("x-kubernetes-list-type", "unknown list type %s", list)
	}
	if values, _ := schema["enum"].([]any); slices.ContainsFunc(values, func(value any) bool { _, text := value.(string); return !text }) {
		omit("enum", "enum with values other than strings")
	}
	if schema["x-kubernetes-int-or-string"] == true && schema["anyOf"] != nil && !numberOrText(schema["anyOf"]) {
		omit("anyOf", "alternatives of an int-or-string other than its types")
	}
	for _, elements := range []string{"items", "additionalProperties"} {
		if below, ok := schema[elements].(map[string]any); ok && below["default"] != nil {
			delete(below, "default")
			omit("", "default of the elements of a list, or of a map with any keys")
		}
	}
	switch schema["additionalProperties"] {
	case true:
		schema["additionalProperties"] = map[string]any{"x-kubernetes-preserve-unknown-fields": true, "nullable": true}
	case false:
		delete(schema, "additionalProperties")
	}
	s.rules(schema, omit)
	s.below(schema, path)
}

// known removes the keywords that the tables do not represent.
func (s *simplifier) known(schema map[string]any, omit func(keyword, format string, args ...any)) {
	for _, keyword := range slices.Sorted(maps.Keys(schema)) {
		switch {
		case handled()[keyword]:
		case irrelevant[keyword] != "":
			delete(schema, keyword)
		default:
			omit(keyword, "unknown keyword %s", keyword)
			if keyword == "x-kubernetes-embedded-resource" {
				schema["x-kubernetes-preserve-unknown-fields"] = true // the API server keeps apiVersion, kind and metadata
			}
		}
	}
}

// rules removes the CEL rules that do not only match a pattern, and those beside
// another pattern: the tables can hold one.
func (s *simplifier) rules(schema map[string]any, omit func(keyword, format string, args ...any)) {
	rules, _ := schema["x-kubernetes-validations"].([]any)
	if rules == nil {
		return
	}
	patterns := 0
	if schema["pattern"] != nil {
		patterns++
	}
	kept := []any{}
	for _, each := range rules {
		fields, _ := each.(map[string]any)
		text, _ := fields["rule"].(string)
		switch {
		case coveredRules[text] != "":
		case !matches().MatchString(text):
			omit("", "unknown CEL rule %s", text)
		case patterns > 0:
			omit("", "more than one pattern: %s", text)
		default:
			patterns++
			kept = append(kept, each)
		}
	}
	schema["x-kubernetes-validations"] = kept
}

// below simplifies the schemas inside of a schema.
func (s *simplifier) below(schema map[string]any, path string) {
	if properties, ok := schema["properties"].(map[string]any); ok {
		for _, name := range slices.Sorted(maps.Keys(properties)) {
			s.any(properties[name], join(path, name))
		}
	}
	s.any(schema["items"], path+inList)
	s.any(schema["additionalProperties"], join(path, "*"))
	s.any(schema["not"], path)
	if alternatives, ok := schema["anyOf"].([]any); ok {
		for _, alternative := range alternatives {
			s.any(alternative, path)
		}
	}
}

func (s *simplifier) any(value any, path string) {
	if schema, ok := value.(map[string]any); ok {
		s.simplify(schema, path)
	}
}

// numberOrText reports whether alternatives are the two types that an
// int-or-string always has.
func numberOrText(alternatives any) bool {
	return reflect.DeepEqual(alternatives, []any{map[string]any{"type": "integer"}, map[string]any{"type": "string"}})
}
