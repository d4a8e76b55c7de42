package decode

import (
	"fmt"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Object fails on a node that has not the outer form of an object: a map, whose
// metadata, labels and annotations are maps if they are there. The library's
// getters panic on others.
func Object(node *yaml.Node) error {
	if node.Kind == yaml.DocumentNode {
		node = node.Content[0]
	}
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("%s, and no object: write apiVersion, kind, metadata and spec", kindName(node))
	}
	return onlyMaps(node, "metadata", "labels", "annotations")
}

// onlyMaps fails on a field that is there and no map, or has such a field among
// the inner ones.
func onlyMaps(node *yaml.Node, name string, inner ...string) error {
	for i := 0; i+1 < len(node.Content); i += 2 {
		value := node.Content[i+1]
		if value.Kind == yaml.AliasNode {
			value = value.Alias
		}
		switch {
		case node.Content[i].Value != name || value.Tag == yaml.NodeTagNull:
			continue
		case value.Kind != yaml.MappingNode:
			return fmt.Errorf("%s is %s; write a map", name, kindName(value))
		}
		for _, field := range inner {
			if err := onlyMaps(value, field); err != nil {
				return fmt.Errorf("%s.%w", name, err)
			}
		}
	}
	return nil
}
