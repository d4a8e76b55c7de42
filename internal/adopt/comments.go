package adopt

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// commentsOf returns the comments of the fields of a node, each with the path of its
// field.
func commentsOf(node *yaml.Node, path string) []string {
	if node.Kind != yaml.MappingNode {
		return nil
	}
	var found []string
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		at := key.Value
		if path != "" {
			at = path + "." + key.Value
		}
		for _, comment := range []string{key.HeadComment, key.LineComment, value.LineComment} {
			if comment != "" {
				found = append(found, at+": "+plainComment(comment))
			}
		}
		found = append(found, commentsOf(value, at)...)
	}
	return found
}

// plainComment returns a comment as one line without marks.
func plainComment(comment string) string {
	var words []string
	for line := range strings.Lines(comment) {
		words = append(words, strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "#"))...)
	}
	return strings.Join(words, " ")
}

func withoutComments(node *yaml.Node) {
	node.HeadComment, node.LineComment, node.FootComment = "", "", ""
	for _, inner := range node.Content {
		withoutComments(inner)
	}
}

// asComment returns lines as a comment of YAML.
func asComment(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(strings.TrimRight("# "+line, " ") + "\n")
	}
	return b.String()
}
