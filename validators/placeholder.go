package validators

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/credential"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/placeholder"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// isPlaceholder reports whether a text contains a placeholder of any tool, so that
// the value on the cluster is unknown.
func isPlaceholder(text string) bool { return placeholder.In(text) }

// unknownValue replaces a placeholder in the content that rules inspect: the
// field is set, but it has no value.
type unknownValue struct{}

// withoutPlaceholders returns a value with all placeholders replaced by
// unknownValue. It returns a value without placeholders itself.
func withoutPlaceholders(value any) any {
	if !containsPlaceholder(value) {
		return value
	}
	switch v := value.(type) {
	case map[string]any:
		known := make(map[string]any, len(v))
		for key, child := range v {
			known[key] = withoutPlaceholders(child)
		}
		return known
	case []any:
		known := make([]any, len(v))
		for i, child := range v {
			known[i] = withoutPlaceholders(child)
		}
		return known
	default:
		return unknownValue{}
	}
}

func containsPlaceholder(value any) bool {
	switch v := value.(type) {
	case string:
		return isPlaceholder(v)
	case map[string]any:
		for _, child := range v {
			if containsPlaceholder(child) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, containsPlaceholder)
	}
	return false
}

// knownText returns a text of a profile, and the empty string instead of a text with
// a placeholder, as object.text does for manifests.
func knownText(text string) string {
	if isPlaceholder(text) {
		return ""
	}
	return text
}

// unknownFields returns the fields of a profile whose texts contain a placeholder, and
// the lists and maps with such a text: a placeholder can be the missing element.
func unknownFields(p *resolve.Profile) map[string]bool {
	fields := map[string]bool{}
	decode.Texts(p.Spec, field.NewPath("spec"), func(path *field.Path, text string) {
		if isPlaceholder(text) {
			name := path.String()
			fields[name] = true
			if strings.HasSuffix(name, "]") {
				fields[name[:strings.LastIndex(name, "[")]] = true
			}
		}
	})
	return fields
}

// dropUnknown removes the diagnostics about fields whose value is unknown. The
// value of a field that is not set is unknown if the scalar in its place is a
// placeholder. A rule that only judges which fields exist is not affected by the
// placeholders inside of the field.
func (r *Rule) dropUnknown(found []v1alpha1.Diagnostic, inProfile map[string]bool) []v1alpha1.Diagnostic {
	kept := found[:0]
	for _, d := range found {
		text, _ := d.Current.(string)
		if isPlaceholder(text) || d.Node == nil && inProfile[d.Field] || d.Node != nil && r.unknownAt(d.Node.YNode(), d.Field) {
			continue
		}
		kept = append(kept, d)
	}
	return kept
}

func (r *Rule) unknownAt(root *yaml.Node, path string) bool {
	node := nearest(root, path)
	if node.Kind == yaml.ScalarNode {
		return isPlaceholder(node.Value)
	}
	return !r.byPresence && hasPlaceholder(node, node != find(root, path))
}

// hasPlaceholder reports whether a scalar of a node contains a placeholder. With
// keysOnly, it inspects only the keys of the node: a template may set fields.
func hasPlaceholder(node *yaml.Node, keysOnly bool) bool {
	for i, child := range node.Content {
		key := node.Kind == yaml.MappingNode && i%2 == 0
		switch {
		case keysOnly && !key:
		case child.Kind == yaml.ScalarNode && isPlaceholder(child.Value), !keysOnly && hasPlaceholder(child, false):
			return true
		}
	}
	return false
}

// isCredential reports whether the value of a key of a Secret is a credential
// and neither empty, encrypted nor a placeholder. Values of data are base64, also
// those of placeholders.
func isCredential(value any) bool {
	text, ok := value.(string)
	if !ok {
		return value != nil && value != unknownValue{} // VE002 reports it
	}
	if decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text)); err == nil && !credential.Real(string(decoded)) {
		return false
	}
	return credential.Real(text)
}

// find returns the node of the field at a path such as spec.routes[0].name, or
// nil if the field is not set.
func find(root *yaml.Node, path string) *yaml.Node {
	if node, rest := descend(root, path); rest == "" {
		return node
	}
	return nil
}

// nearest returns the node of the field at a path, or else that of the nearest
// field above it.
func nearest(root *yaml.Node, path string) *yaml.Node {
	node, _ := descend(root, path)
	return node
}

// descend follows a path as far as its fields exist, and returns the rest. A key
// can contain periods; the longest matching key has precedence.
func descend(node *yaml.Node, path string) (*yaml.Node, string) {
	for path != "" {
		next, rest := step(node, strings.TrimPrefix(path, "."))
		if next == nil {
			break
		}
		node, path = next, rest
	}
	return node, path
}

func step(node *yaml.Node, path string) (*yaml.Node, string) {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if inner, ok := strings.CutPrefix(path, "["); ok {
		inner, rest, _ := strings.Cut(inner, "]")
		if i, err := strconv.Atoi(inner); err == nil && node.Kind == yaml.SequenceNode && i >= 0 && i < len(node.Content) {
			return node.Content[i], rest
		}
		return child(node, inner), rest
	}
	for end := len(path); end > 0; end = strings.LastIndexAny(path[:end], ".[") {
		if value := child(node, path[:end]); value != nil {
			return value, path[end:]
		}
	}
	return nil, ""
}

func child(node *yaml.Node, name string) *yaml.Node {
	if node.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			return node.Content[i+1]
		}
	}
	return nil
}
