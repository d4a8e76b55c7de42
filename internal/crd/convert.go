package crd

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Tables are schemas in the form that the validator reads.
type Tables struct {
	Roots []Root
	Nodes []Node // the first one means no node

	seen map[string]int // nodes by their content
}

// Add converts a schema and adds it to the tables. It returns the parts that the
// tables cannot represent, each with the field, and omits them: most are
// additional restrictions, such as CEL rules. It fails if the API server would
// not accept the schema.
func (t *Tables) Add(d Definition) (omitted []string, err error) {
	text, err := json.Marshal(d.Schema)
	if err != nil {
		return nil, err
	}
	var schema map[string]any
	if err := json.Unmarshal(text, &schema); err != nil { // a copy, which simplify changes
		return nil, err
	}
	var s simplifier
	s.simplify(schema, "")
	if s.err != nil {
		return nil, s.err
	}
	if text, err = json.Marshal(schema); err != nil {
		return nil, err
	}
	var root keywords
	if err := json.Unmarshal(text, &root); err != nil {
		return nil, fmt.Errorf("not a schema: %w", err)
	}
	if t.seen == nil {
		t.Nodes, t.seen = []Node{{}}, map[string]int{}
	}
	t.Roots = append(t.Roots, Root{Group: d.Group, Kind: d.Kind, Release: d.Release, Node: t.node(root)})
	return s.omitted, nil
}

// alternatives is a pattern that is only a list of words.
var alternatives = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\^\(([A-Za-z|]+)\)\$$`) })

// node stores a node, or finds an equal one.
func (t *Tables) node(n keywords) int {
	out := Node{
		Type: n.Type, Required: n.Required, Pattern: n.Pattern, Enum: n.Enum,
		Minimum: bound(n.Minimum), Maximum: bound(n.Maximum),
		MinLength: bound(n.MinLength), MaxLength: bound(n.MaxLength),
		MinItems: bound(n.MinItems), MaxItems: bound(n.MaxItems),
		MinProperties: bound(n.MinProperties), MaxProperties: bound(n.MaxProperties),
		Set: n.ListType == "set", Keys: n.ListMapKeys,
		Open: n.PreserveUnknown, IntOrString: n.IntOrString, Nullable: n.Nullable,
	}
	if typeFormats[n.Type] != nil {
		out.Format = n.Format
	}
	if n.Default != nil {
		out.Default = string(encoded(n.Default))
	}
	for _, r := range n.Validations {
		if m := matches().FindStringSubmatch(r.Rule); m != nil {
			out.Pattern = strings.ReplaceAll(m[1], `\\`, `\`)
		}
	}
	if m := alternatives().FindStringSubmatch(n.Pattern); m != nil {
		out.Pattern, out.Enum = "", strings.Split(m[1], "|")
	}
	t.below(n, &out)
	key := string(encoded(out))
	if index, ok := t.seen[key]; ok {
		return index
	}
	t.Nodes = append(t.Nodes, out)
	t.seen[key] = len(t.Nodes) - 1
	return len(t.Nodes) - 1
}

// below stores the nodes that a node refers to.
func (t *Tables) below(n keywords, out *Node) {
	for _, name := range slices.Sorted(maps.Keys(n.Properties)) {
		out.Properties = append(out.Properties, Property{Name: name, Node: t.node(n.Properties[name])})
	}
	if n.Items != nil {
		out.Items = t.node(*n.Items)
	}
	if n.AdditionalProperties != nil {
		out.Values = t.node(*n.AdditionalProperties)
	}
	if n.Not != nil {
		out.Not = t.node(*n.Not)
	}
	if !n.IntOrString {
		for _, alternative := range n.AnyOf {
			out.AnyOf = append(out.AnyOf, t.node(alternative))
		}
	}
}

func bound(limit *float64) Bound {
	if limit == nil {
		return Bound{}
	}
	return Bound{Set: true, At: *limit}
}

// encoded returns a value that comes from JSON as JSON.
func encoded(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return text
}
