// Package crd contains the schemas of the custom resources that are relevant to
// the registry, from the CRDs of each OpenShift release, and validates objects
// against them as the API server does: types, formats, enums, patterns, bounds,
// alternatives, duplicates in lists, required and unknown fields.
//
// It evaluates no CEL rules, except those that only match a pattern; package
// validators has rules of its own for the others.
//
// The schemas are tables that generate writes from the CRDs: static data that
// adds nothing to the start-up time of the program. Equal parts are stored
// once, across releases and kinds.
package crd

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

//go:generate go run ./generate

// Root is the schema of a kind.
type Root struct {
	Group, Kind string
	// Release, x.y; empty for kinds that are not part of OpenShift.
	Release string
	Node    int
}

// Node is a part of a schema. References to other nodes are their index; 0 is
// no node.
type Node struct {
	Type       string
	Format     string     // int32, int64 or one of formats
	Properties []Property // by name
	Required   []string
	Items      int // of a list
	Values     int // of a map with any keys
	Enum       []string
	Pattern    string
	Default    string // as JSON

	Minimum, Maximum             Bound
	MinLength, MaxLength         Bound // in characters
	MinItems, MaxItems           Bound
	MinProperties, MaxProperties Bound

	Set  bool     // the elements of the list are unique
	Keys []string // the fields that are unique among the elements of the list

	AnyOf []int // alternatives
	Not   int

	Open        bool // unknown fields are kept
	IntOrString bool
	Nullable    bool
}

// Property is a field of an object.
type Property struct {
	Name string
	Node int
}

// Bound is a limit that a schema may set.
type Bound struct {
	Set bool
	At  float64
}

// above reports whether n is more than the limit, below whether it is less.
func (b Bound) above(n float64) bool { return b.Set && n > b.At }
func (b Bound) below(n float64) bool { return b.Set && n < b.At }

// child returns the schema of the value of a key, and false if the schema has
// none.
func (n *Node) child(key string) (int, bool) {
	if index, ok := n.property(key); ok {
		return index, true
	}
	return n.Values, n.Values != 0
}

// property returns the schema of a field, and false if the schema has none.
func (n *Node) property(name string) (int, bool) {
	at, found := slices.BinarySearchFunc(n.Properties, name, func(p Property, name string) int { return cmp.Compare(p.Name, name) })
	if !found {
		return 0, false
	}
	return n.Properties[at].Node, true
}

// names lists the fields.
func (n *Node) names() []string {
	names := make([]string, len(n.Properties))
	for i, p := range n.Properties {
		names[i] = p.Name
	}
	return names
}

// Schemas are the built-in schemas, some of them replaced. The zero value and nil
// are the built-in ones. It is safe for concurrent use after the last Add.
type Schemas struct{ own Tables }

// Add replaces the schema of a kind, in all releases, with that of a CRD, decoded
// as encoding/json does. It returns the parts of the schema that it omits. Add
// fails as Define does, with ErrOtherKind for a kind without a built-in schema,
// and if it has a CRD of the kind already.
func (s *Schemas) Add(object map[string]any) (omitted []string, err error) {
	group, kind, err := identify(object)
	if err != nil {
		return nil, err
	}
	if !validated(group, kind) {
		return nil, fmt.Errorf("%w: %s of %s; use the CRD of %s", ErrOtherKind, kind, group, strings.Join(kindNames(), ", "))
	}
	if err := serves(object, group, kind); err != nil {
		return nil, err
	}
	d, err := Define(object)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(s.own.Roots, func(r Root) bool { return r.Group == d.Group && r.Kind == d.Kind }) {
		return nil, fmt.Errorf("second CRD of %s; keep one", d.Kind)
	}
	if omitted, err = s.own.Add(d); err != nil {
		return nil, fmt.Errorf("%s: %w", d.Kind, err)
	}
	return omitted, nil
}

// find returns a validator of a kind in a release, and the schema of the kind. It
// returns false if the release has none.
func (s *Schemas) find(kind schema.GroupVersionKind, release openshift.Release) (validator, int, bool) {
	if s != nil {
		for _, r := range s.own.Roots {
			if r.Group == kind.Group && r.Kind == kind.Kind {
				return validator{nodes: s.own.Nodes, kind: kind, replaced: true}, r.Node, true
			}
		}
	}
	index, ok := root(kind, release)
	return validator{nodes: nodes, kind: kind}, index, ok
}

// root returns the built-in schema of a kind in a release, and false if the
// release has none. A release that is not supported has that of the newest one.
func root(kind schema.GroupVersionKind, release openshift.Release) (int, bool) {
	name := release.Nearest().String()
	if other, same := sameCRDs[name]; same {
		name = other
	}
	for _, r := range roots {
		if r.Group == kind.Group && r.Kind == kind.Kind && (r.Release == "" || r.Release == name) {
			return r.Node, true
		}
	}
	return 0, false
}

// first returns the first release whose schema of the kind has a field at the
// path, and false if no release has it.
func first(kind schema.GroupVersionKind, path []string) (openshift.Release, bool) {
	for _, r := range openshift.Releases {
		if index, ok := root(kind, r); ok && has(index, path) {
			return r, true
		}
	}
	return openshift.Release{}, false
}

func has(index int, path []string) bool {
	node := &nodes[index]
	if len(path) == 0 {
		return true
	}
	if path[0] == inList {
		return node.Items != 0 && has(node.Items, path[1:])
	}
	next, ok := node.child(path[0])
	return ok && has(next, path[1:])
}

// inList represents any element of a list in a path of schemas.
const inList = "[]"

// Problem is a field that the API server of a release would reject or drop.
type Problem struct {
	// Path of the field, for example spec.routes[0].name.
	Path string
	// Value that is wrong, if it is a single one.
	Value any
	// Message describes the problem and the valid values.
	Message string
	// Unknown reports that the release does not have the field.
	Unknown bool
	// Missing reports that the field is required and not set.
	Missing bool
	// WrongType reports that the value has another type than the field.
	WrongType bool
}

func (p Problem) String() string { return fmt.Sprintf("%s: %s", p.Path, p.Message) }
