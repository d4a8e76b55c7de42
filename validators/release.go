package validators

import (
	"slices"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var unknownToRelease = Rule{
	ID: "VE001", Severity: Error,
	Title:  "field that the release does not know",
	Why:    "The API server drops it without a word, and the setting has no effect.",
	Remedy: "Remove it, or correct its name.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		return problems(in, true)
	},
}

var againstSchema = Rule{
	ID: "VE002", Severity: Error,
	Title:  "object that the API server refuses",
	Why:    "Its schema allows no such value, and the whole sync fails.",
	Remedy: "Correct the value.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		return problems(in, false)
	},
}

// problems returns those of the manifests that are, or are not, about unknown
// fields.
func problems(in input, unknown bool) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, it := range in.items {
		for _, p := range it.problems {
			if p.Unknown == unknown {
				f := it.on(p.Path, p.Value)
				f[0].Detail = p.Message
				found = append(found, f...)
			}
		}
	}
	return found
}

// unknown reports whether the release does not know the field at a path.
func (it item) unknown(path string) bool {
	return slices.ContainsFunc(it.problems, func(p crd.Problem) bool { return p.Unknown && p.Path == path })
}

// validate validates the manifests against the schemas of the release, and of
// the newest one where it is not known.
func (in input) validate() {
	release := in.cluster.release
	if release == (openshift.Release{}) {
		release = openshift.LastRelease
	}
	for i, it := range in.items {
		in.items[i].problems = crd.Validate(it.object, it.kind, release)
	}
}
