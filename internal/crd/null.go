package crd

import (
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Nulls returns the paths of the fields of an object that are null although the
// schema of a release does not allow null. A server-side apply of such a field
// fails, because the API server reads the types of the applied object before it
// drops nulls. A null in a list is not among them: Validate reports it.
func (s *Schemas) Nulls(object map[string]any, kind schema.GroupVersionKind, release openshift.Release) []string {
	v, whole, ok := s.find(kind, release)
	if !ok {
		return nil
	}
	var found []string
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if !outside(key) {
			found = append(found, v.nullsAt(&v.nodes[whole], key, object[key], key)...)
		}
	}
	return found
}

// nullsAt returns the paths of nulls in the value of a field of a node.
func (v *validator) nullsAt(parent *Node, key string, value any, path string) []string {
	index, known := parent.child(key)
	switch {
	case !known:
		return nil // Validate reports the field
	case value == nil && !v.nodes[index].Nullable:
		return []string{path}
	}
	return v.nullsIn(&v.nodes[index], value, path)
}

func (v *validator) nullsIn(node *Node, value any, path string) []string {
	var found []string
	switch got := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(got)) {
			found = append(found, v.nullsAt(node, key, got[key], join(path, key))...)
		}
	case []any:
		for i, item := range got {
			if node.Items != 0 {
				found = append(found, v.nullsIn(&v.nodes[node.Items], item, element(path, i))...)
			}
		}
	}
	return found
}
