package validators

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var unknownField = Rule{
	ID: "VE001", Severity: Error,
	Title:  "field that the release does not support",
	Why:    "A server-side apply and a validated client-side apply fail; an unvalidated client-side apply drops the field, and the setting has no effect.",
	Remedy: "Remove the field, or correct its name.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		found := schemaDiagnostics(in, func(_ item, p crd.Problem) bool { return p.Unknown })
		for i, d := range found {
			if replacement := replacements[d.Field]; replacement != "" {
				found[i].Detail = "unknown field; " + replacement
			}
		}
		return found
	},
}

var schemaViolation = Rule{
	ID: "VE002", Severity: Error,
	Title:  "object that the API server rejects",
	Why:    "The schema does not allow the value, and the whole sync fails.",
	Remedy: "Correct the value.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		return schemaDiagnostics(in, func(it item, p crd.Problem) bool { return !p.Unknown && !it.isPartialWithout(p) })
	},
}

var newerRelease = Rule{
	ID: "VE005", Severity: Warning,
	Title:  "release newer than the supported ones",
	Why:    "The manifests are generated and checked for the newest supported release: a field that the newer release adds is reported as unknown, and one that it removes is not.",
	Remedy: "Update registry-profile to a version that supports the release.",
	Source: "operator",
	check: func(in input) []v1alpha1.Diagnostic {
		return newerThanKnown(in.Profile.Written.Spec.OpenShift.Version)
	},
}

// newerThanKnown reports a release of a profile or a policy that is newer than the
// supported ones. An invalid release is an error elsewhere.
func newerThanKnown(version string) []v1alpha1.Diagnostic {
	release, err := openshift.ParseRelease(version)
	if err != nil || release.Supported() {
		return nil
	}
	found := at(field.NewPath("spec", "openshift", "version"), version)
	found[0].Detail = fmt.Sprintf("%s, treated as %s", release, release.Nearest())
	return found
}

// isPartialWithout reports whether a problem is only that a singleton does not
// set a required field of its spec. The object always exists on the cluster, so
// that a partial one is valid: the live value stays.
func (it item) isPartialWithout(p crd.Problem) bool {
	depth := strings.Count(p.Path, ".")
	return p.Missing && isSingletonKind(it.kind) && (depth == 0 || depth == 1 && strings.HasPrefix(p.Path, "spec."))
}

// schemaDiagnostics returns the schema problems of the manifests that a rule
// selects.
func schemaDiagnostics(in input, selects func(item, crd.Problem) bool) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, it := range in.items {
		for _, p := range it.problems {
			if selects(it, p) {
				f := it.at(p.Path, p.Value)
				f[0].Detail = p.Message
				found = append(found, f...)
			}
		}
	}
	return found
}

// unknown reports whether the release does not support the field at a path, or a
// field above it.
func (it item) unknown(path string) bool {
	return slices.ContainsFunc(it.problems, func(p crd.Problem) bool {
		rest, ok := strings.CutPrefix(path, p.Path)
		return p.Unknown && ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// rejected reports whether the schema does not allow the value at a path.
func (it item) rejected(path string) bool {
	return slices.ContainsFunc(it.problems, func(p crd.Problem) bool { return !p.Unknown && p.Path == path })
}

// validate validates the manifests against the schemas of the release. If the
// release is unknown, it uses those of the newest release.
func (in *input) validate() {
	for i, it := range in.items {
		in.items[i].problems = in.schemas.Validate(it.written, it.kind, in.schemaRelease())
	}
	in.byKind = byKind(in.items)
}

func (in input) schemaRelease() openshift.Release {
	if in.cluster.release == (openshift.Release{}) {
		return openshift.LastRelease
	}
	return in.cluster.release
}
