package desired

import (
	"slices"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Binding grants a role to subjects in a namespace, or in all namespaces if
// Namespace is empty.
type Binding struct {
	Namespace, Role string
	Subjects        Decision[[]v1alpha1.Subject]
}

// newBindings merges entries with the same role into one binding per role and
// namespace, and one per role for all namespaces.
func newBindings(p *resolve.Profile) []Binding {
	var bindings []Binding
	for _, access := range p.Spec.Access {
		namespaces := access.Namespaces
		if len(namespaces) == 0 {
			namespaces = []string{""}
		}
		for _, namespace := range namespaces {
			i := slices.IndexFunc(bindings, func(b Binding) bool { return b.Namespace == namespace && b.Role == access.Role })
			if i < 0 {
				i = len(bindings)
				bindings = append(bindings, Binding{Namespace: namespace, Role: access.Role})
			}
			bindings[i].Subjects = decided(p, "spec.access", union(bindings[i].Subjects.Value, access.Subjects))
		}
	}
	return bindings
}

func union(a, b []v1alpha1.Subject) []v1alpha1.Subject {
	all := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}
