package plan

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// access returns the effects of roles that are granted in all namespaces, to
// clients without a login, or to all users or service accounts.
func (c change) access() []Effect {
	var effects []Effect
	for _, id := range slices.Sorted(maps.Keys(c.after)) {
		current, previous := c.after[id], c.before[id]
		role, granted := imageRole(current)
		if !granted {
			continue
		}
		added := subjects(current)
		if old, same := imageRole(previous); same && old == role {
			added = slices.DeleteFunc(added, func(s subject) bool {
				return slices.ContainsFunc(subjects(previous), func(o subject) bool { return reflect.DeepEqual(s, o) })
			})
		}
		text := widened(role, current, added)
		if text == "" {
			continue
		}
		e := Effect{Level: Warning, Object: id, Text: text}
		if previous.id != "" {
			e.Field, e.Old, e.New = "subjects", previous.values["subjects"], current.values["subjects"]
		}
		effects = append(effects, e)
	}
	return effects
}

// subject is a subject of a binding.
type subject = map[string]any

// subjects returns the subjects of a binding.
func subjects(binding object) []subject {
	list, _ := binding.values["subjects"].([]any)
	var all []subject
	for _, item := range list {
		if s, ok := item.(subject); ok {
			all = append(all, s)
		}
	}
	return all
}

// imageRole returns the role for images that a binding grants.
func imageRole(binding object) (openshift.ImageRole, bool) {
	if binding.kind != openshift.RoleBinding && binding.kind != openshift.ClusterRoleBinding || binding.values["roleRef.kind"] != openshift.ClusterRole.Kind {
		return openshift.ImageRole{}, false
	}
	return openshift.FindImageRole(text(binding.values["roleRef.name"]))
}

// widened describes what new subjects can do; the text is empty if they are
// single users, groups or service accounts in one namespace.
func widened(role openshift.ImageRole, binding object, added []subject) string {
	can := "can pull "
	if role.Pushes {
		can = "can pull and replace "
	}
	where := "the images of namespace " + binding.manifest.Namespace
	everywhere := binding.kind == openshift.ClusterRoleBinding
	if everywhere {
		where = "the images of all namespaces, also of those of OpenShift and of future ones"
	}
	var sentences, named []string
	for _, s := range added {
		kind, name := text(s["kind"]), text(s["name"])
		switch {
		case openshift.WithoutLogin(kind, name):
			sentences = append(sentences, "everyone who can connect to the registry "+can+where+", without a login")
		case openshift.Everyone(kind, name):
			sentences = append(sentences, openshift.EveryoneGroups[name]+" "+can+where)
		case everywhere:
			named = append(named, strings.TrimSpace(fmt.Sprintf("%s %s", kind, name)))
		}
	}
	if len(named) > 0 {
		sentences = append(sentences, strings.Join(named, ", ")+" "+can+where)
	}
	if len(sentences) > 0 && everywhere && role.Name == openshift.RegistryEditor {
		sentences = append(sentences, "the role also grants read and write access to the Secrets and service accounts of all namespaces")
	}
	return strings.Join(sentences, ". ")
}
