package fn

import "sigs.k8s.io/kustomize/kyaml/yaml"

// nameNulls writes out the nulls that stand between braces or brackets as
// nothing at all, as in {a: }, for the library would write them as empty
// strings.
func nameNulls(node *yaml.Node, inside bool) {
	inside = inside || node.Style&yaml.FlowStyle != 0
	if inside && node.Kind == yaml.ScalarNode && node.Tag == yaml.NodeTagNull && node.Value == "" {
		node.Value = "null"
	}
	for _, child := range node.Content {
		nameNulls(child, inside)
	}
}
