package validators

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var duplicateSecret = Rule{
	ID: "CR009", Severity: Warning,
	Title:  "secret that two objects create",
	Why:    "Both write the secret that the registry reads: the values change whenever one of them synchronizes or runs.",
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
			case isBatch(it.kind) != isBatch(first.kind) && it.kind != openshift.ExternalSecret && first.kind != openshift.ExternalSecret:
				// the Job fills the Secret
			case isBatch(first.kind) && isBatch(it.kind), first.kind == secretKind && it.kind == secretKind:
			default:
				other := first
				if it.managedByFunction() && !first.managedByFunction() {
					it, other = first, it // the object to change is that of the user
				}
				f := it.at(it.secretField())
				f[0].Detail = name + ", also created by " + v1alpha1.ObjectName(other.node)
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
	case openshift.Job, openshift.CronJob:
		if !it.copiesCredentials() {
			return ""
		}
		return openshift.CredentialsSecret
	default:
		return ""
	}
	if !in.secretNames()[name] || !it.isIn(openshift.RegistryNamespace) {
		return ""
	}
	return name
}

// isBatch reports whether a kind runs a script.
func isBatch(kind schema.GroupVersionKind) bool {
	return kind == openshift.Job || kind == openshift.CronJob
}

// copiesCredentials reports whether a script of a job writes the credentials of the
// registry: it contains a command that writes, the name of the secret and one of its
// keys. A job that only reads the secret refers to it without such a script.
func (it item) copiesCredentials() bool {
	return containsText(it.node.YNode(), func(text string) bool {
		return strings.Contains(text, openshift.CredentialsSecret) && strings.Contains(text, "REGISTRY_STORAGE_") && writingCommand().MatchString(text)
	})
}

var writingCommand = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\b(oc|kubectl)\b[^\n|;&]*\b(apply|create|patch|replace)\b`)
})
