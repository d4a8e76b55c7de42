package decode

import (
	"errors"
	"fmt"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// maxNodes bounds what a document may grow to when its aliases are expanded.
const maxNodes = 100_000

// Expand returns a copy of node in which every alias is replaced by what it
// stands for, every merge key by what it merges, and every scalar has the tag
// that its text would be read with. It fails on aliases that
// contain themselves or multiply beyond any honest document.
func Expand(node *yaml.Node) (*yaml.Node, error) {
	m := measure{size: map[*yaml.Node]int{}}
	if n := m.of(node); m.loops {
		return nil, errors.New("an alias contains itself; write the values out")
	} else if n > maxNodes {
		return nil, fmt.Errorf("aliases expand to more than %d values; write the values out", maxNodes)
	}
	copied := resolve(node)
	if !merges(copied) {
		return copied, nil
	}
	r := yaml.NewRNode(copied)
	if err := r.DeAnchor(); err != nil { // what is left are the merge keys
		return nil, err
	}
	return r.YNode(), nil
}

func merges(node *yaml.Node) bool {
	return node.Tag == yaml.MergeTag || slices.ContainsFunc(node.Content, merges)
}

// resolve copies node with copies of what its aliases stand for. The library's
// own DeAnchor would change the nodes that the aliases of the original share.
func resolve(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	out := *node
	out.Anchor = ""
	if out.Tag == "" && out.Kind == yaml.ScalarNode { // made by a program
		out.Tag = node.ShortTag()
	}
	out.Content = make([]*yaml.Node, len(node.Content))
	for i, child := range node.Content {
		out.Content[i] = resolve(child)
	}
	return &out
}

// measure counts the nodes of an expanded document without expanding it.
type measure struct {
	size  map[*yaml.Node]int // -1 while a node is being counted
	loops bool
}

func (m *measure) of(node *yaml.Node) int {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	switch n := m.size[node]; {
	case n == -1:
		m.loops = true
		return 0
	case n > 0:
		return n
	}
	m.size[node] = -1
	n := 1
	for _, child := range node.Content {
		n = min(n+m.of(child), maxNodes+1)
	}
	m.size[node] = n
	return n
}
