package decode

import (
	"fmt"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Object returns an error if a node does not have the basic structure of an
// object: a map whose metadata, labels and annotations are maps if they are
// set. The getters of the library panic on such nodes.
func Object(node *yaml.Node) error {
	if node.Kind == yaml.DocumentNode {
		node = node.Content[0]
	}
	if node.Kind != yaml.MappingNode {
		return fmt.Errorf("%s is not a Kubernetes object; set apiVersion, kind, metadata and spec", kindName(node))
	}
	return onlyMaps(node, "metadata", "labels", "annotations")
}

// onlyMaps returns an error if the field or one of its inner fields is set and
// is not a map.
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
			return fmt.Errorf("%s must be a map, not %s", name, kindName(value))
		}
		for _, field := range inner {
			if err := onlyMaps(value, field); err != nil {
				return fmt.Errorf("%s.%w", name, err)
			}
		}
	}
	return nil
}

// joined is the error of two objects without a separator between them.
const joined = "keys of a second object; separate the objects with ---"

const kindKey = "kind"

// JoinedObjects reports whether a map contains the keys of two objects: the separator
// between their documents is missing.
func JoinedObjects(node *yaml.Node) bool {
	n := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		n[node.Content[i].Value]++
	}
	return n["apiVersion"] > 1 && n[kindKey] > 1
}
