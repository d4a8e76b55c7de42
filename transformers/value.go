package transformers

import (
	"reflect"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
)

// replace sets the value of a node, and reports whether it changed. Comments of
// the node are preserved. Equal elements of a list keep their nodes and therefore
// their comments.
func replace(node *yaml.Node, value any) (bool, error) {
	before, err := decode.Plain(node)
	if err != nil {
		return false, err
	}
	if reflect.DeepEqual(before, value) {
		return false, nil
	}
	fresh := decode.Node(value)
	if node.Kind == yaml.SequenceNode && fresh.Kind == yaml.SequenceNode {
		if err := reuse(fresh, node); err != nil {
			return false, err
		}
		node.Content = fresh.Content
		return true, nil
	}
	node.Kind, node.Tag, node.Value, node.Style, node.Content = fresh.Kind, fresh.Tag, fresh.Value, fresh.Style, fresh.Content
	return true, nil
}

// reuse replaces elements of the new list by equal nodes of the old list.
func reuse(fresh, old *yaml.Node) error {
	left := append([]*yaml.Node{}, old.Content...)
	for i, element := range fresh.Content {
		want, err := decode.Plain(element)
		if err != nil {
			return err
		}
		for j, candidate := range left {
			if candidate == nil {
				continue
			}
			is, err := decode.Plain(candidate)
			if err != nil {
				return err
			}
			if reflect.DeepEqual(is, want) {
				fresh.Content[i], left[j] = candidate, nil
				break
			}
		}
	}
	return nil
}
