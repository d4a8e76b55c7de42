package krm

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// preserveStyle changes the style of values that the library would write with
// another value: an empty null in a flow collection, such as {a: }, would
// become an empty string, and folded text with more deeply indented lines would
// gain newlines.
func preserveStyle(node *yaml.Node, inside bool) {
	inside = inside || node.Style&yaml.FlowStyle != 0
	if node.Kind == yaml.ScalarNode {
		if inside && node.Tag == yaml.NodeTagNull && node.Value == "" {
			node.Value = "null"
		}
		if node.Style&yaml.FoldedStyle != 0 && (strings.Contains(node.Value, "\n ") || strings.Contains(node.Value, "\n\t")) {
			node.Style = yaml.LiteralStyle
		}
	}
	for _, child := range node.Content {
		preserveStyle(child, inside)
	}
}
