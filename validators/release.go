package validators

import (
	"slices"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var unknownField = Rule{
	ID: "VE001", Severity: Error,
	Title:  "field that the release does not support",
	Why:    "The API server silently drops the field, and the setting has no effect.",
	Remedy: "Remove the field, or correct its name.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		return schemaDiagnostics(in, true)
	},
}

var schemaViolation = Rule{
	ID: "VE002", Severity: Error,
	Title:  "object that the API server rejects",
	Why:    "The schema does not allow the value, and the whole sync fails.",
	Remedy: "Correct the value.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		return schemaDiagnostics(in, false)
	},
}

// schemaDiagnostics returns the schema problems of the manifests: either those
// of unknown fields, or all others.
func schemaDiagnostics(in input, unknown bool) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, it := range in.items {
		for _, p := range it.problems {
			if p.Unknown == unknown {
				f := it.at(p.Path, p.Value)
				f[0].Detail = p.Message
				found = append(found, f...)
			}
		}
	}
	return found
}

// unknown reports whether the release does not support the field at a path.
func (it item) unknown(path string) bool {
	return slices.ContainsFunc(it.problems, func(p crd.Problem) bool { return p.Unknown && p.Path == path })
}

// validate validates the manifests against the schemas of the release. If the
// release is unknown, it uses those of the newest release.
func (in input) validate() {
	release := in.cluster.release
	if release == (openshift.Release{}) {
		release = openshift.LastRelease
	}
	for i, it := range in.items {
		in.items[i].problems = crd.Validate(it.object, it.kind, release)
	}
}
