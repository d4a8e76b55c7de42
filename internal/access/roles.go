package access

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Role contains the permissions in a namespace, or those in the whole cluster if
// Namespace is empty.
type Role struct {
	Namespace string
	Rules     []Rule
}

// Rule is a rule of a role with its reason.
type Rule struct {
	Reason string
	rbacv1.PolicyRule
}

// Roles returns the smallest roles with which a tool can apply objects: one for all
// cluster-scoped objects, then one for each namespace. It returns an error for an
// invalid role or binding, which only a patch of a user can contain. It panics on an
// object of a kind that the function does not generate.
func Roles(objects []*generators.Object) ([]Role, error) {
	all := map[string]map[schema.GroupVersionKind][]*generators.Object{}
	for _, o := range objects {
		if all[o.Namespace] == nil {
			all[o.Namespace] = map[schema.GroupVersionKind][]*generators.Object{}
		}
		all[o.Namespace][o.Kind] = append(all[o.Namespace][o.Kind], o)
	}
	var roles []Role
	cluster := rights{}
	for _, namespace := range slices.Sorted(maps.Keys(all)) {
		role := Role{Namespace: namespace}
		for _, kind := range openshift.Kinds {
			if list := all[namespace][kind]; list != nil {
				role.Rules = append(role.Rules, kindRules(kind, list)...)
			}
		}
		granted := rights{}
		granted.add(role.Rules...)
		maps.Copy(granted, cluster)
		for _, grants := range []func(string, []*generators.Object) ([]Rule, error){bindings, held} {
			rules, err := grants(namespace, objects)
			if err != nil {
				return nil, err
			}
			rules = granted.missing(rules)
			role.Rules = append(role.Rules, rules...)
			granted.add(rules...)
		}
		if namespace == "" {
			cluster = granted
		}
		roles = append(roles, role)
	}
	return roles, nil
}

// bindings returns the rules that allow the bindings of a namespace: an account can
// bind a role only with the verb bind for it, or with all permissions of the role.
// Those of a generated role do not suffice: a dry run binds it before it exists.
func bindings(namespace string, objects []*generators.Object) ([]Rule, error) {
	generated := map[rbacv1.RoleRef]bool{}
	for _, o := range objects {
		if o.Kind == openshift.ClusterRole || o.Kind == openshift.Role && o.Namespace == namespace {
			generated[rbacv1.RoleRef{Kind: o.Kind.Kind, Name: o.Name}] = true
		}
	}
	var rules []Rule
	for _, o := range objects {
		if o.Namespace != namespace || o.Kind != openshift.RoleBinding && o.Kind != openshift.ClusterRoleBinding {
			continue
		}
		var ref rbacv1.RoleRef
		if err := field(o, "roleRef", &ref); err != nil {
			return nil, err
		}
		reason := "Binds the role of spec.access; only a role that is bound here can be granted"
		if generated[rbacv1.RoleRef{Kind: ref.Kind, Name: ref.Name}] {
			reason = "Binds the generated role, in a dry run before it exists"
		}
		resource := "roles"
		if ref.Kind == openshift.ClusterRole.Kind {
			resource = "clusterroles"
		}
		rules = append(rules, Rule{reason, rbacv1.PolicyRule{
			APIGroups: []string{rbacv1.GroupName}, Resources: []string{resource}, ResourceNames: []string{ref.Name}, Verbs: []string{"bind"},
		}})
	}
	return rules, nil
}

// held returns the rules of the generated roles: an account can create a role only
// with permissions that it has.
func held(namespace string, objects []*generators.Object) ([]Rule, error) {
	var rules []Rule
	for _, o := range objects {
		if o.Namespace != namespace || o.Kind != openshift.Role && o.Kind != openshift.ClusterRole {
			continue
		}
		var policies []rbacv1.PolicyRule
		if err := field(o, "rules", &policies); err != nil {
			return nil, err
		}
		for _, policy := range policies {
			rules = append(rules, Rule{"The role " + o.Name + " grants this, and only an account that has it can create the role", policy})
		}
	}
	return rules, nil
}

// field decodes a field of an object.
func field(o *generators.Object, name string, into any) error {
	text, err := json.Marshal(o.Content()[name])
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("%s: %s: %w", o.ID(), name, err)
	}
	return nil
}

// right is one permission. An empty name is all names.
type right struct{ group, resource, name, verb string }

type rights map[right]bool

func (r rights) add(rules ...Rule) {
	for _, rule := range rules {
		for right := range each(rule) {
			r[right] = true
		}
	}
}

// missing returns rules with the rights that are missing, sorted: one rule for all
// names with the same reason and verbs.
func (r rights) missing(rules []Rule) []Rule {
	type key struct{ reason, group, resource, name string }
	verbs := map[key][]string{}
	seen := rights{}
	for _, rule := range rules {
		for one := range each(rule) {
			anyName := one
			anyName.name = ""
			if r[one] || r[anyName] || seen[one] {
				continue
			}
			seen[one] = true
			k := key{rule.Reason, one.group, one.resource, one.name}
			verbs[k] = append(verbs[k], one.verb)
		}
	}
	var out []Rule
	for _, k := range slices.SortedFunc(maps.Keys(verbs), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.resource, b.resource), cmp.Compare(a.reason, b.reason), cmp.Compare(a.name, b.name))
	}) {
		rule := Rule{k.reason, rbacv1.PolicyRule{APIGroups: []string{k.group}, Resources: []string{k.resource}, Verbs: unique(verbs[k])}}
		if k.name != "" {
			rule.ResourceNames = []string{k.name}
		}
		if last := len(out) - 1; last >= 0 && k.name != "" && out[last].Reason == k.reason && out[last].Resources[0] == k.resource && slices.Equal(out[last].Verbs, rule.Verbs) {
			out[last].ResourceNames = append(out[last].ResourceNames, k.name)
			continue
		}
		out = append(out, rule)
	}
	return out
}

// each calls yield with each right of a rule.
func each(rule Rule) func(yield func(right) bool) {
	names := rule.ResourceNames
	if len(names) == 0 {
		names = []string{""}
	}
	return func(yield func(right) bool) {
		for _, group := range rule.APIGroups {
			for _, resource := range rule.Resources {
				for _, name := range names {
					for _, verb := range rule.Verbs {
						if !yield(right{group, resource, name, verb}) {
							return
						}
					}
				}
			}
		}
	}
}

func unique(list []string) []string {
	list = slices.Sorted(slices.Values(list))
	return slices.Compact(list)
}
