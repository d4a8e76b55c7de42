package transformers

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
)

// get returns the decoded value of a field, or nil if it is absent or null.
func get(root *yaml.Node, path []string) (any, error) {
	node, err := lookup(root, path)
	if err != nil || node == nil {
		return nil, err
	}
	return decode.Plain(node)
}

// lookup returns the node of a field, or nil if it is absent or null.
func lookup(node *yaml.Node, path []string) (*yaml.Node, error) {
	for i, key := range path {
		if err := isMap(node, path[:i]); err != nil {
			return nil, err
		}
		_, value := entry(node, key)
		if value == nil || value.Tag == yaml.NodeTagNull {
			return nil, nil
		}
		node = value
	}
	return node, nil
}

// set sets the value of a field, creates the maps on its path, and reports
// whether anything changed. Comments are preserved, and an equal value keeps
// its formatting.
func set(node *yaml.Node, path []string, value any) (bool, error) {
	for i, key := range path {
		if err := isMap(node, path[:i]); err != nil {
			return false, err
		}
		_, child := entry(node, key)
		if child == nil {
			child = &yaml.Node{Kind: yaml.MappingNode, Tag: yaml.NodeTagMap}
			node.Content = append(node.Content, decode.Node(key), child)
			if len(node.Content) == 2 {
				node.Style &^= yaml.FlowStyle // {} becomes a block when it gets its first field
			}
		} else if child.Tag == yaml.NodeTagNull && i < len(path)-1 {
			child.Kind, child.Tag, child.Value = yaml.MappingNode, yaml.NodeTagMap, ""
		}
		node = child
	}
	return replace(node, value)
}

// remove removes a field and returns its previous value.
func remove(root *yaml.Node, path []string) (any, error) {
	last := len(path) - 1
	parent, err := lookup(root, path[:last])
	if err != nil || parent == nil {
		return nil, err
	}
	if err := isMap(parent, path[:last]); err != nil {
		return nil, err
	}
	i, value := entry(parent, path[last])
	if value == nil {
		return nil, nil
	}
	parent.Content = append(parent.Content[:i:i], parent.Content[i+2:]...)
	return decode.Plain(value)
}

// entry returns the index and the value of a key in a map; the value is nil if
// the key is absent.
func entry(node *yaml.Node, key string) (int, *yaml.Node) {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return i, node.Content[i+1]
		}
	}
	return 0, nil
}

func isMap(node *yaml.Node, path []string) error {
	if node.Kind == yaml.MappingNode {
		return nil
	}
	return notMap{strings.Join(path, ".")}
}

// notMap is the error for a field that must be a map because a desired field is
// below it.
type notMap struct{ field string }

func (e notMap) Error() string { return e.field + " is not a map" }
