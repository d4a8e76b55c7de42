// Package schema holds the schemas of the custom resources that concern the
// registry, as the CRDs of each OpenShift release have them, and holds objects
// against them as the API server does: types, enums, patterns, bounds, required
// and unknown fields.
//
// The schemas are embedded in a compact form that generate makes from the CRDs
// themselves. Equal parts are stored once, whichever releases and kinds they
// belong to.
package schema

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/registry-profile/registry-profile/fn/openshift"
)

// Node is a part of a schema. References to other nodes are their index; 0 is
// none.
type Node struct {
	Type        string         `json:"t,omitempty"`
	Properties  map[string]int `json:"p,omitempty"`
	Required    []string       `json:"r,omitempty"`
	Items       int            `json:"i,omitempty"`
	Values      int            `json:"v,omitempty"` // of a map with any keys
	Enum        []string       `json:"e,omitempty"`
	Pattern     string         `json:"x,omitempty"`
	Minimum     *float64       `json:"min,omitempty"`
	Maximum     *float64       `json:"max,omitempty"`
	MinLength   *int           `json:"lmin,omitempty"`
	MaxLength   *int           `json:"lmax,omitempty"`
	MinItems    *int           `json:"imin,omitempty"`
	MaxItems    *int           `json:"imax,omitempty"`
	Open        bool           `json:"o,omitempty"` // unknown fields are kept
	IntOrString bool           `json:"s,omitempty"`
	Nullable    bool           `json:"n,omitempty"`
}

// File is what is embedded.
type File struct {
	// Roots are the schemas by group and kind, and by release; the release is
	// empty for kinds that are not OpenShift's own.
	Roots map[string]map[string]int `json:"roots"`
	Nodes []Node                    `json:"nodes"`
}

//go:generate go run ./generate
//go:embed schemas.json
var embedded []byte

var load = sync.OnceValue(func() File {
	var f File
	if err := json.Unmarshal(embedded, &f); err != nil {
		panic(err) // what generate wrote is embedded; a test reads it
	}
	return f
})

// RootKey is the key of a kind among the roots.
func RootKey(group, kind string) string { return group + "/" + kind }

// root returns the schema of a kind in a release, and false if there is none.
func (f File) root(kind openshift.Kind, release openshift.Release) (int, bool) {
	releases := f.Roots[RootKey(kind.Group(), kind.Kind)]
	if index, ok := releases[""]; ok {
		return index, true
	}
	index, ok := releases[release.String()]
	return index, ok
}

// Known reports whether there is a schema for a kind.
func Known(kind openshift.Kind) bool {
	_, ok := load().root(kind, openshift.LastRelease)
	return ok
}

// first returns the first release whose schema of the kind has a field at the
// path, and false if none has.
func (f File) first(kind openshift.Kind, path []string) (openshift.Release, bool) {
	for r := openshift.FirstRelease; !openshift.LastRelease.Before(r); r.Minor++ {
		if index, ok := f.root(kind, r); ok && f.has(index, path) {
			return r, true
		}
	}
	return openshift.Release{}, false
}

func (f File) has(index int, path []string) bool {
	node := f.Nodes[index]
	if len(path) == 0 {
		return true
	}
	if path[0] == inList {
		return node.Items != 0 && f.has(node.Items, path[1:])
	}
	next, ok := node.Properties[path[0]]
	if !ok && node.Values != 0 {
		next, ok = node.Values, true
	}
	return ok && f.has(next, path[1:])
}

// inList stands for any element of a list in a path of schemas.
const inList = "[]"

// Problem is what the API server of a release would refuse, or drop.
type Problem struct {
	// Path of the field, for example spec.routes[0].name.
	Path string
	// Value that is wrong, if it is a single one.
	Value any
	// Message says what is wrong, and what would be right.
	Message string
	// Unknown tells that the release does not know the field.
	Unknown bool
}

func (p Problem) String() string { return fmt.Sprintf("%s: %s", p.Path, p.Message) }
