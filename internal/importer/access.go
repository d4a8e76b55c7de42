package importer

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// accessRoles are the roles that a profile can grant.
var accessRoles = sync.OnceValue(func() []string {
	role, _ := reflect.TypeFor[v1alpha1.Access]().FieldByName("Role")
	return strings.Split(role.Tag.Get("enum"), "|")
})

// readBindings gives the RoleBindings of the registry's roles the names that the
// function generates, and merges those of a role in one namespace. It removes all
// others, and those that OpenShift creates in every namespace.
func (s state) readBindings() []string {
	var notes []string
	for _, id := range slices.Sorted(maps.Keys(s)) {
		o := s[id]
		if o.kind != openshift.RoleBinding {
			continue
		}
		delete(s, id)
		namespace, role := text(o.content, "metadata", "namespace"), text(o.content, "roleRef", "name")
		subjects, _ := at(o.content, "subjects").([]any)
		if !grantsAccess(o.content) || len(subjects) == 0 || ofOpenShift(o.content) {
			continue
		}
		if namespace == "" {
			notes = append(notes, provenance.NameOf(id)+": no namespace; not imported; add its namespace to spec.access")
			continue
		}
		generated := openshift.RoleBinding.Kind + "/" + namespace + "/" + generators.BindingPrefix + role
		if id != generated {
			notes = append(notes, fmt.Sprintf("%s: imported into spec.access; the profile creates %s with the same subjects: remove the old one after the first sync", id, generated))
		}
		if known, exists := s[generated]; exists {
			more, _ := at(known.content, "subjects").([]any)
			subjects = union(more, subjects)
		}
		content := maps.Clone(o.content)
		content["subjects"] = subjects
		s[generated] = object{o.kind, content, o.file}
	}
	return notes
}

// grantsAccess reports whether a RoleBinding grants a role of the registry.
func grantsAccess(binding tree) bool {
	return text(binding, "roleRef", "kind") == openshift.ClusterRole.Kind && slices.Contains(accessRoles(), text(binding, "roleRef", "name"))
}

// ofOpenShift reports whether a RoleBinding is one that OpenShift creates: those for
// the service accounts of each namespace, and those in its own namespaces.
func ofOpenShift(binding tree) bool {
	switch text(binding, "metadata", "name") {
	case "system:image-pullers", "system:image-builders", "system:deployers":
		return true
	}
	namespace := text(binding, "metadata", "namespace")
	return isLive(binding) && (strings.HasPrefix(namespace, openshift.NamespacePrefix) || strings.HasPrefix(namespace, "kube-"))
}

// access returns the access in a profile: one entry for each role and list of
// subjects.
func (s state) access() []any {
	var all []any
	for _, binding := range s.of(openshift.RoleBinding) {
		role, namespace := text(binding, "roleRef", "name"), text(binding, "metadata", "namespace")
		subjects, _ := sortedSubjects(at(binding, "subjects")).([]any)
		same := slices.IndexFunc(all, func(entry any) bool {
			return text(entry, "role") == role && reflect.DeepEqual(at(entry, "subjects"), subjects)
		})
		if same >= 0 {
			entry := all[same].(tree)
			entry["namespaces"] = append(entry["namespaces"].([]any), namespace)
			continue
		}
		all = append(all, tree{"role": role, "namespaces": []any{namespace}, "subjects": subjects})
	}
	return all
}

// sortedSubjects returns subjects without their API group, in order.
func sortedSubjects(value any) any {
	list, ok := value.([]any)
	if !ok {
		return value
	}
	out := make([]any, len(list))
	for i, subject := range list {
		out[i] = copied(subject)
		if fields, ok := out[i].(tree); ok {
			delete(fields, "apiGroup")
			if fields["kind"] != "ServiceAccount" {
				delete(fields, "namespace") // the API server ignores it
			}
		}
	}
	slices.SortFunc(out, func(a, b any) int {
		return cmp.Or(cmp.Compare(text(a, "kind"), text(b, "kind")), cmp.Compare(text(a, "namespace"), text(b, "namespace")), cmp.Compare(text(a, "name"), text(b, "name")))
	})
	return slices.CompactFunc(out, reflect.DeepEqual)
}

// union returns the elements of both lists, each once.
func union(a, b []any) []any {
	all := slices.Clone(a)
	for _, item := range b {
		if !slices.ContainsFunc(all, func(known any) bool { return reflect.DeepEqual(known, item) }) {
			all = append(all, item)
		}
	}
	return all
}
