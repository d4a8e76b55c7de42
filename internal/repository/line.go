package repository

import (
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// lineOf returns the line of the field at a path such as spec.routes[0].name or
// data[registry.example.com]. If the field does not exist, it returns the line of
// the nearest field above it.
func lineOf(root *yaml.Node, path string) int {
	line, node := root.Line, root
	for path != "" {
		key, value, rest := step(node, path)
		if value == nil {
			break
		}
		line, node, path = key.Line, value, rest
	}
	return line
}

// step descends one level of a path. It returns the key, the value and the rest of
// the path. A key can contain periods; the longest matching key has precedence.
func step(node *yaml.Node, path string) (key, value *yaml.Node, rest string) {
	path = strings.TrimPrefix(path, ".")
	if inner, after, ok := bracketed(path); ok {
		if i, err := strconv.Atoi(inner); err == nil && node.Kind == yaml.SequenceNode && i < len(node.Content) {
			return node.Content[i], node.Content[i], after
		}
		key, value = child(node, inner)
		return key, value, after
	}
	for end := len(path); end > 0; end = strings.LastIndexAny(path[:end], ".[") {
		if key, value = child(node, path[:end]); value != nil {
			return key, value, path[end:]
		}
	}
	return nil, nil, ""
}

func bracketed(path string) (inner, rest string, ok bool) {
	if !strings.HasPrefix(path, "[") {
		return "", "", false
	}
	inner, rest, ok = strings.Cut(path[1:], "]")
	return inner, rest, ok
}

func child(node *yaml.Node, name string) (key, value *yaml.Node) {
	if node.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			return node.Content[i], node.Content[i+1]
		}
	}
	return nil, nil
}
