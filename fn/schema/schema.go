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
	"bytes"
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

// Roots are the nodes of whole schemas, by group and kind and by release; the
// release is empty for kinds that are not OpenShift's own.
type Roots map[string]map[string]int

//go:generate go run ./generate
//go:embed schemas.jsonl
var embedded []byte

// schemas is what is embedded: the roots in the first line, and a node in each
// of the others. A node is decoded when it is first looked at, for most of them
// no object ever meets.
type schemas struct {
	roots Roots
	lines [][]byte

	mu      sync.Mutex
	decoded map[int]*Node
}

var load = sync.OnceValue(func() *schemas {
	lines := bytes.Split(embedded, []byte("\n"))
	s := &schemas{lines: lines[1:], decoded: map[int]*Node{}}
	must(json.Unmarshal(lines[0], &s.roots))
	return s
})

// must stops on what cannot be: generate wrote what is embedded, and a test
// reads all of it.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (s *schemas) node(index int) *Node {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, ok := s.decoded[index]
	if !ok {
		n = &Node{}
		must(json.Unmarshal(s.lines[index], n))
		s.decoded[index] = n
	}
	return n
}

// RootKey is the key of a kind among the roots.
func RootKey(group, kind string) string { return group + "/" + kind }

// root returns the schema of a kind in a release, and false if there is none.
func (s *schemas) root(kind openshift.Kind, release openshift.Release) (int, bool) {
	releases := s.roots[RootKey(kind.Group(), kind.Kind)]
	if index, ok := releases[""]; ok {
		return index, true
	}
	index, ok := releases[release.String()]
	return index, ok
}

// first returns the first release whose schema of the kind has a field at the
// path, and false if none has.
func (s *schemas) first(kind openshift.Kind, path []string) (openshift.Release, bool) {
	for r := openshift.FirstRelease; !openshift.LastRelease.Before(r); r.Minor++ {
		if index, ok := s.root(kind, r); ok && s.has(index, path) {
			return r, true
		}
	}
	return openshift.Release{}, false
}

func (s *schemas) has(index int, path []string) bool {
	node := s.node(index)
	if len(path) == 0 {
		return true
	}
	if path[0] == inList {
		return node.Items != 0 && s.has(node.Items, path[1:])
	}
	next, ok := node.Properties[path[0]]
	if !ok && node.Values != 0 {
		next, ok = node.Values, true
	}
	return ok && s.has(next, path[1:])
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
