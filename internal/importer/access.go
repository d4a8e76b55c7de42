package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// isBinding reports whether a kind grants roles.
func isBinding(kind schema.GroupVersionKind) bool {
	return kind == openshift.RoleBinding || kind == openshift.ClusterRoleBinding
}

// projectBindings are the names of the RoleBindings that OpenShift creates in each
// namespace.
var projectBindings = []string{"system:image-pullers", "system:image-builders", "system:deployers"}

// byOpenShift reports whether OpenShift or another controller creates a binding:
// those for the service accounts of each namespace, and those in its own namespaces.
func byOpenShift(o object) bool {
	owners, _ := at(o.content, "metadata", "ownerReferences").([]any)
	namespace := text(o.content, "metadata", "namespace")
	return len(owners) > 0 || o.kind == openshift.RoleBinding && slices.Contains(projectBindings, text(o.content, "metadata", "name")) ||
		isLive(o.content) && (strings.HasPrefix(namespace, openshift.NamespacePrefix) || strings.HasPrefix(namespace, "kube-"))
}

// grantsImages reports whether a profile can grant what a binding grants.
func grantsImages(o object) bool {
	role, known := openshift.FindImageRole(text(o.content, "roleRef", "name"))
	everywhere := o.kind == openshift.ClusterRoleBinding
	if !known || text(o.content, "roleRef", "kind") != openshift.ClusterRole.Kind || everywhere && role.Namespaced || !everywhere && text(o.content, "metadata", "namespace") == "" {
		return false
	}
	list, isList := at(o.content, "subjects").([]any)
	if !isList {
		return at(o.content, "subjects") != nil // an error; see unreadable
	}
	for _, s := range list {
		namespaced := text(s, "namespace") != ""
		switch text(s, "kind") {
		case rbacv1.ServiceAccountKind:
			if !namespaced {
				return false
			}
		case rbacv1.UserKind, rbacv1.GroupKind:
			if namespaced {
				return false
			}
		default:
			return false
		}
		if text(s, "name") == "" {
			return false
		}
	}
	return len(list) > 0
}

// bindings returns the bindings of the state, sorted by ID.
func (s state) bindings() []string {
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(s)) {
		if isBinding(s[id].kind) {
			ids = append(ids, id)
		}
	}
	return ids
}

// access returns the access of a profile: one entry for the bindings of one role
// with the same subjects.
func (s state) access() []any {
	type entry struct {
		role, subjects string
		all            bool
	}
	namespaces := map[entry][]any{}
	for _, id := range s.bindings() {
		o := s[id]
		list, _ := at(o.content, "subjects").([]any)
		subjects := make([]tree, len(list))
		for i, subject := range list {
			subjects[i] = tree{"kind": at(subject, "kind"), "name": at(subject, "name")}
			if namespace := text(subject, "namespace"); namespace != "" {
				subjects[i]["namespace"] = namespace
			}
		}
		key, err := json.Marshal(subjects)
		if err != nil {
			continue // cannot happen: decoded from YAML
		}
		e := entry{text(o.content, "roleRef", "name"), string(key), o.kind == openshift.ClusterRoleBinding}
		if namespace := text(o.content, "metadata", "namespace"); !slices.Contains(namespaces[e], any(namespace)) {
			namespaces[e] = append(namespaces[e], namespace)
		}
	}
	entries := slices.SortedFunc(maps.Keys(namespaces), func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.role, b.role), strings.Compare(fmt.Sprint(!a.all), fmt.Sprint(!b.all)), cmp.Compare(fmt.Sprint(namespaces[a]), fmt.Sprint(namespaces[b])), cmp.Compare(a.subjects, b.subjects))
	})
	var all []any
	for _, e := range entries {
		var subjects []any
		if json.Unmarshal([]byte(e.subjects), &subjects) != nil {
			continue // cannot happen: marshaled above
		}
		access := tree{"role": e.role, "subjects": subjects}
		if !e.all {
			access["namespaces"] = namespaces[e]
		}
		all = append(all, access)
	}
	return all
}

// superseded lists the bindings that the profile replaces by bindings with names of
// its own. Their subjects keep the access until they are deleted.
func (s state) superseded() []string {
	var notes []string
	for _, id := range s.bindings() {
		kind, rest, _ := strings.Cut(id, "/")
		namespace, _, _ := strings.Cut(rest, "/")
		own := kind + "/" + namespace + "/" + generators.BindingPrefix + text(s[id].content, "roleRef", "name")
		if id != own {
			notes = append(notes, fmt.Sprintf("%s: the profile grants the same access with %s; delete this object after the first sync, because it keeps the access when the profile withdraws it", provenance.NameOf(id), provenance.NameOf(own)))
		}
	}
	return notes
}

// isAccess reports whether the ID is that of a binding that spec.access generates.
func isAccess(id string) bool {
	kind, rest, _ := strings.Cut(id, "/")
	_, name, _ := strings.Cut(rest, "/")
	return (kind == openshift.RoleBinding.Kind || kind == openshift.ClusterRoleBinding.Kind) && strings.HasPrefix(name, generators.BindingPrefix)
}
