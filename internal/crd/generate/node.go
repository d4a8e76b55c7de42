package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// node is a part of a schema. Its fields are the keywords that the tables
// represent. A keyword that is neither here nor in ignored is an error.
type node struct {
	Type                 string          `json:"type"`
	Format               string          `json:"format"`
	Properties           map[string]node `json:"properties"`
	Required             []string        `json:"required"`
	Items                *node           `json:"items"`
	AdditionalProperties *node           `json:"additionalProperties"`
	Enum                 []string        `json:"enum"` // no CRD here has other values
	Pattern              string          `json:"pattern"`
	Default              any             `json:"default"`
	Minimum              *float64        `json:"minimum"`
	Maximum              *float64        `json:"maximum"`
	MinLength            *float64        `json:"minLength"`
	MaxLength            *float64        `json:"maxLength"`
	MinItems             *float64        `json:"minItems"`
	MaxItems             *float64        `json:"maxItems"`
	MinProperties        *float64        `json:"minProperties"`
	MaxProperties        *float64        `json:"maxProperties"`
	AnyOf                []node          `json:"anyOf"`
	Not                  *node           `json:"not"`
	Nullable             bool            `json:"nullable"`
	PreserveUnknown      bool            `json:"x-kubernetes-preserve-unknown-fields"`
	IntOrString          bool            `json:"x-kubernetes-int-or-string"`
	ListType             string          `json:"x-kubernetes-list-type"`
	ListMapKeys          []string        `json:"x-kubernetes-list-map-keys"`
	Validations          []rule          `json:"x-kubernetes-validations"`
}

// rule is a rule in CEL.
type rule struct {
	Rule    string `json:"rule"`
	Message string `json:"message"`
}

// ignored lists the keywords that the tables omit, with the reason.
var ignored = map[string]string{
	"$schema":               "names the dialect, which the API server fixes",
	"description":           "documentation",
	"example":               "documentation",
	"externalDocs":          "documentation",
	"id":                    "names the schema; the API server allows no references to it",
	"title":                 "documentation",
	"x-kubernetes-map-type": "sets how server-side apply merges the map; validation does not read it",
}

// ignoredRules lists the CEL rules that the tables omit, with the reason.
var ignoredRules = map[string]string{
	"has(self.type) && self.type == 'Internal' ?  true : !has(self.internal)": "rule AZ005 of package validators covers it",
	"has(self.blockedRegistries) ? !has(self.allowedRegistries) : true":       "rule IM001 of package validators covers it",
}

// formats lists the types that the validator supports, each with its formats.
// For a type without formats, the API server ignores the format.
var formats = map[string][]string{
	"":        {},
	"array":   nil,
	"boolean": nil,
	"integer": {"int32", "int64"},
	"object":  nil,
	"string":  {"byte", "duration"},
}

// handled lists the keywords for which node has fields.
var handled = func() map[string]bool {
	keywords := map[string]bool{}
	for field := range reflect.TypeFor[node]().Fields() {
		keywords[field.Tag.Get("json")] = true
	}
	return keywords
}()

// UnmarshalJSON fails on a keyword that the generator does not support.
func (n *node) UnmarshalJSON(text []byte) error {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(text, &values); err != nil {
		return fmt.Errorf("%.200s is not a schema", text) // as in additionalProperties: true
	}
	for keyword := range values {
		if !handled[keyword] && ignored[keyword] == "" {
			return fmt.Errorf("unknown keyword %s in the schema %.200s; handle it in the tables and the validator, or list it as ignored", keyword, text)
		}
	}
	type plain node
	if err := json.Unmarshal(text, (*plain)(n)); err != nil {
		return err
	}
	return n.supported()
}

// supported fails on values of keywords that the validator does not support.
func (n *node) supported() error {
	known, ok := formats[n.Type]
	switch {
	case !ok:
		return fmt.Errorf("unknown type %s", n.Type)
	case known != nil && n.Format != "" && !slices.Contains(known, n.Format):
		return fmt.Errorf("unknown format %s of type %q", n.Format, n.Type)
	case !slices.Contains([]string{"", "atomic", "map", "set"}, n.ListType):
		return fmt.Errorf("unknown list type %s", n.ListType)
	case n.IntOrString && n.AnyOf != nil && !n.numberOrText():
		return fmt.Errorf("alternatives of an int-or-string other than its types: %+v", n.AnyOf)
	case n.Items != nil && n.Items.Default != nil, n.AdditionalProperties != nil && n.AdditionalProperties.Default != nil:
		return fmt.Errorf("default of the elements of a list, or of a map with any keys")
	}
	patterns := 0
	for _, r := range n.Validations {
		switch {
		case matches.MatchString(r.Rule):
			patterns++
		case ignoredRules[r.Rule] == "":
			return fmt.Errorf("unknown CEL rule %s; write a rule in package validators, and list it as ignored", r.Rule)
		}
	}
	if n.Pattern != "" && patterns > 0 || patterns > 1 {
		return fmt.Errorf("more than one pattern, of which the tables can hold one: %+v", n.Validations)
	}
	return nil
}

// numberOrText reports whether the alternatives are the two types that an
// int-or-string always has.
func (n *node) numberOrText() bool {
	return reflect.DeepEqual(n.AnyOf, []node{{Type: "integer"}, {Type: "string"}})
}
