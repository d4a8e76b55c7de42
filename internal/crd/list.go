package crd

import (
	"encoding/json"
	"strings"
)

func (v *validator) list(node *Node, list []any, path string) {
	n := float64(len(list))
	if node.MinItems.below(n) {
		v.fail(path, nil, "must have at least %v elements, has %v", node.MinItems.At, n)
	}
	if node.MaxItems.above(n) {
		v.fail(path, nil, "must have at most %v elements, has %v", node.MaxItems.At, n)
	}
	if node.Items != 0 {
		for i, item := range list {
			v.check(node.Items, item, element(path, i))
		}
	}
	switch {
	case node.Set:
		v.unique(list, path, "duplicates another element; remove one of them")
	case len(node.Keys) > 0:
		if keys, ok := keysOf(node.Keys, list); ok {
			v.unique(keys, path, "has the same "+strings.Join(node.Keys, " and ")+" as another element; remove one of them")
		}
	}
}

// keysOf returns the keys of the elements. It returns false if an element is
// not a map; the API server then compares no elements.
func keysOf(names []string, list []any) ([]any, bool) {
	keys := make([]any, len(list))
	for i, item := range list {
		object, ok := item.(map[string]any)
		if !ok && item != nil {
			return nil, false
		}
		key := map[string]any{}
		for _, name := range names {
			if value, set := object[name]; set {
				key[name] = value
			}
		}
		keys[i] = key
	}
	return keys, true
}

// unique reports the second of two equal elements, as the API server does.
func (v *validator) unique(list []any, path, message string) {
	seen := map[string]int{}
	for i, item := range list {
		text, err := json.Marshal(item)
		if err != nil {
			continue // not JSON; a manifest cannot contain it
		}
		if seen[string(text)]++; seen[string(text)] == 2 {
			v.fail(element(path, i), item, "%s", message)
		}
	}
}
