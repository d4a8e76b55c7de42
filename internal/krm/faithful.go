package krm

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// faithful changes the style of values that the library would write as others:
// nulls that stand between braces or brackets as nothing at all, as in {a: },
// would become empty strings, and folded text with lines that are further in
// would gain newlines.
func faithful(node *yaml.Node, inside bool) {
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
		faithful(child, inside)
	}
}
