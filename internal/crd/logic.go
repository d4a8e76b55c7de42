package crd

import (
	"slices"
	"strings"
)

// logic validates a value against the alternatives and the negation of a node.
func (v *validator) logic(node *Node, value any, path string) {
	if node.Not != 0 && len(v.trial(node.Not, value)) == 0 {
		v.fail(path, value, "%s", negation(&v.nodes[node.Not]))
	}
	if len(node.AnyOf) == 0 {
		return
	}
	var reasons []string
	for _, alternative := range node.AnyOf {
		problems := v.trial(alternative, value)
		if len(problems) == 0 {
			return
		}
		reasons = append(reasons, describe(problems))
	}
	v.fail(path, value, "matches none of its alternatives: %s", strings.Join(reasons, "; or "))
}

// trial returns the problems of a value with a node, without reporting them.
func (v *validator) trial(index int, value any) []Problem {
	t := validator{nodes: v.nodes, kind: v.kind, replaced: v.replaced}
	t.check(index, value, "")
	return t.problems
}

// negation describes a negated schema.
func negation(not *Node) string {
	switch {
	case len(not.Required) > 0:
		return "must not have " + strings.Join(not.Required, " and ")
	case len(not.Enum) > 0:
		return "must not be " + strings.Join(not.Enum, " or ")
	default:
		return "must have another value"
	}
}

func describe(problems []Problem) string {
	texts := make([]string, len(problems))
	for i, p := range problems {
		texts[i] = strings.TrimPrefix(p.Path+" "+p.Message, " ")
	}
	return strings.Join(slices.Compact(texts), ", ")
}
