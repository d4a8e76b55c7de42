package decode

import (
	"errors"
	"fmt"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// ErrAliases is the error of aliases that cannot be replaced by their values.
var ErrAliases = errors.New("an alias")

// maxNodes is the maximum number of nodes of a document with expanded aliases.
const maxNodes = 100_000

// Expand returns a copy of node in which every alias and every merge key is
// replaced by its content and every scalar has the tag that YAML resolves for
// its text. It returns an error if an alias contains itself or if the aliases
// expand to more than maxNodes nodes.
func Expand(node *yaml.Node) (*yaml.Node, error) {
	m := measure{size: map[*yaml.Node]int{}}
	if n := m.of(node); m.loops {
		return nil, fmt.Errorf("%w contains itself; replace the alias by its values", ErrAliases)
	} else if n > maxNodes {
		return nil, fmt.Errorf("%w expands to more than %d values; replace the aliases by their values", ErrAliases, maxNodes)
	}
	copied := copyResolved(node)
	if !hasMergeKey(copied) {
		return copied, nil
	}
	r := yaml.NewRNode(copied)
	if err := r.DeAnchor(); err != nil { // only merge keys remain
		return nil, err
	}
	return r.YNode(), nil
}

// HasAlias reports whether a node contains an alias.
func HasAlias(node *yaml.Node) bool {
	return node.Kind == yaml.AliasNode || slices.ContainsFunc(node.Content, HasAlias)
}

func hasMergeKey(node *yaml.Node) bool {
	return node.Tag == yaml.MergeTag || slices.ContainsFunc(node.Content, hasMergeKey)
}

// copyResolved copies node and replaces its aliases by copies of their content.
// The DeAnchor function of the library would change nodes that the aliases of
// the original share.
func copyResolved(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	out := *node
	out.Anchor = ""
	if out.Tag == "" && out.Kind == yaml.ScalarNode { // not parsed from text
		out.Tag = node.ShortTag()
	}
	out.Content = make([]*yaml.Node, len(node.Content))
	for i, child := range node.Content {
		out.Content[i] = copyResolved(child)
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
