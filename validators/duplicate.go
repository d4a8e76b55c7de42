package validators

import (
	"slices"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var duplicateSecret = Rule{
	ID: "CR009", Severity: Warning,
	Title:  "secret that two objects create",
	Why:    "Both write the secret that the registry reads: the values change whenever one of them synchronizes.",
	Remedy: "Keep one of the two objects.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		makers := map[string]item{}
		for _, it := range in.items {
			name := in.createdSecret(it)
			first, twice := makers[name]
			switch {
			case name == "":
			case !twice:
				makers[name] = it
			case first.kind != secretKind || it.kind != secretKind:
				f := it.at(it.secretField())
				f[0].Detail = name + ", also created by " + v1alpha1.ObjectName(first.node)
				found = append(found, f...)
			}
		}
		return found
	},
}

// secretField returns the field with the name of the secret that an item creates.
func (it item) secretField() (path string, value any) {
	if it.kind == openshift.Certificate {
		return "spec.secretName", it.text("spec", "secretName")
	}
	if name := it.text("spec", "target", "name"); it.kind == openshift.ExternalSecret && name != "" {
		return "spec.target.name", name
	}
	return "metadata.name", it.name()
}

// createdSecret returns the name of the secret of the registry that an item
// creates, and an empty text if it creates none. An ExternalSecret that only
// merges its keys creates none.
func (in input) createdSecret(it item) string {
	name := it.name()
	switch it.kind {
	case openshift.ExternalSecret:
		if slices.Contains([]string{"Merge", "None"}, it.text("spec", "target", "creationPolicy")) {
			return ""
		}
		name = secretOf(it)
	case openshift.Certificate:
		name = it.text("spec", "secretName")
	case secretKind:
		if it.isLive() {
			return "" // a dump of what the other object created
		}
	default:
		return ""
	}
	if !in.secretNames()[name] || !it.isIn(openshift.RegistryNamespace) {
		return ""
	}
	return name
}
