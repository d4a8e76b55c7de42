package transformers

import (
	"encoding/json"
	"reflect"

	"sigs.k8s.io/kustomize/kyaml/yaml"
	sigsyaml "sigs.k8s.io/yaml"
)

// replace gives a node the value, unless it has it already, and reports
// whether it had another. Comments stay; elements of a list that are equal
// keep their nodes, and so their comments.
func replace(node *yaml.Node, value any) (bool, error) {
	before, err := decoded(node)
	if err != nil {
		return false, err
	}
	if reflect.DeepEqual(before, value) {
		return false, nil
	}
	fresh, err := nodeOf(value)
	if err != nil {
		return false, err
	}
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

// reuse puts elements of the old list into the place of their equals in the
// fresh one.
func reuse(fresh, old *yaml.Node) error {
	left := append([]*yaml.Node{}, old.Content...)
	for i, element := range fresh.Content {
		want, err := decoded(element)
		if err != nil {
			return err
		}
		for j, candidate := range left {
			if candidate == nil {
				continue
			}
			is, err := decoded(candidate)
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

// decoded is the value of a node as encoding/json would decode it, so that it
// can be compared with a wanted one.
func decoded(node *yaml.Node) (any, error) {
	var value any
	if err := node.Decode(&value); err != nil {
		return nil, err
	}
	data, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	var out any
	return out, json.Unmarshal(data, &out)
}

// nodeOf writes a value as a node, with quotes where YAML 1.1 would misread
// it.
func nodeOf(value any) (*yaml.Node, error) {
	text, err := sigsyaml.Marshal(value)
	if err != nil {
		return nil, err
	}
	node, err := yaml.Parse(string(text))
	if err != nil {
		return nil, err
	}
	return node.YNode(), nil
}
