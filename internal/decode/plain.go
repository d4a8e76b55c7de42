package decode

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Plain returns the value of a node as encoding/json would decode it. It
// returns an error if the value cannot be represented in JSON, or if Expand
// rejects the aliases.
func Plain(node *yaml.Node) (any, error) {
	if hasAlias(node) {
		expanded, err := Expand(node)
		if err != nil {
			return nil, err
		}
		node = expanded
	}
	return plain(node)
}

func hasAlias(node *yaml.Node) bool {
	return node.Kind == yaml.AliasNode || node.Tag == yaml.MergeTag || slices.ContainsFunc(node.Content, hasAlias)
}

func plain(node *yaml.Node) (any, error) {
	switch node.Kind {
	case yaml.DocumentNode:
		return plain(node.Content[0])
	case yaml.MappingNode:
		m := make(map[string]any, len(node.Content)/2)
		for i := 0; i+1 < len(node.Content); i += 2 {
			value, err := plain(node.Content[i+1])
			if err != nil {
				return nil, err
			}
			m[node.Content[i].Value] = value
		}
		return m, nil
	case yaml.SequenceNode:
		list := make([]any, len(node.Content))
		for i, child := range node.Content {
			value, err := plain(child)
			if err != nil {
				return nil, err
			}
			list[i] = value
		}
		return list, nil
	default:
		return scalar(node)
	}
}

func scalar(node *yaml.Node) (any, error) {
	switch node.ShortTag() {
	case yaml.NodeTagString:
		return node.Value, nil
	case yaml.NodeTagNull:
		return nil, nil
	}
	var value any
	if err := node.Decode(&value); err != nil {
		return nil, err
	}
	switch v := value.(type) {
	case bool, string:
		return v, nil
	case int:
		return float64(v), nil
	case int64:
		return float64(v), nil
	case uint64:
		return float64(v), nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%s is not a valid JSON number", node.Value)
		}
		return v, nil
	default:
		return node.Value, nil // a date, which is a string in JSON
	}
}

// mayNeedQuotes reports whether YAML 1.1 might not read a text as a string: a
// word for true, false or null, or a text that begins like a number. It avoids
// most calls of the library's exact check, which runs a parser.
func mayNeedQuotes(text string) bool {
	switch strings.ToLower(text) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return true
	}
	return strings.ContainsRune("0123456789+-.~=<", rune(text[0]))
}

// Node returns the node of a value that encoding/json has decoded. Map keys are
// sorted, multi-line strings use the literal style, and strings that YAML 1.1
// would read as another type are quoted.
func Node(value any) *yaml.Node {
	switch v := value.(type) {
	case map[string]any:
		node := &yaml.Node{Kind: yaml.MappingNode, Tag: yaml.NodeTagMap}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			node.Content = append(node.Content, Node(key), Node(v[key]))
		}
		if len(v) == 0 {
			node.Style = yaml.FlowStyle
		}
		return node
	case []any:
		node := &yaml.Node{Kind: yaml.SequenceNode, Tag: yaml.NodeTagSeq}
		for _, item := range v {
			node.Content = append(node.Content, Node(item))
		}
		if len(v) == 0 {
			node.Style = yaml.FlowStyle
		}
		return node
	case string:
		node := &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Value: v}
		if strings.Contains(v, "\n") {
			node.Style = yaml.LiteralStyle
		} else if v == "" || mayNeedQuotes(v) && yaml.IsYaml1_1NonString(node) {
			node.Style = yaml.DoubleQuotedStyle
		}
		return node
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagBool, Value: strconv.FormatBool(v)}
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagInt, Value: strconv.FormatInt(int64(v), 10)}
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagFloat, Value: strconv.FormatFloat(v, 'g', -1, 64)}
	default:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagNull, Value: "null"}
	}
}

// WithoutNulls returns a value, as encoding/json decodes it, without its nulls, which
// the API server drops. Elements of lists that are null remain.
func WithoutNulls(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			if item != nil {
				out[key] = WithoutNulls(item)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = WithoutNulls(item)
		}
		return out
	}
	return value
}
