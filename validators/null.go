package validators

import (
	"slices"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var nullField = Rule{
	ID: "ST016", Severity: Warning,
	Otherwise: "error if the object is applied on the server",
	Title:     "field that is null",
	Why:       "A field without a value is null in YAML: a server-side apply fails with status 422 (must be of the type of the field), and a client-side apply removes the field.",
	Remedy:    "Set a value, {} for an empty object, or remove the field.",
	Source:    "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.items {
			if !isSingletonKind(it.kind) {
				continue
			}
			for _, path := range in.schemas.Nulls(it.written, it.kind, in.schemaRelease()) {
				found = append(found, in.withApplySeverity(it, it.at(path, nil))...)
			}
		}
		return found
	},
}

// withApplySeverity makes diagnostics errors if the object is applied on the
// server: its annotation or the tool of the profile says so.
func (in input) withApplySeverity(it item, found []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	byTool := in.Profile != nil && (in.Spec.Delivery.Tool == v1alpha1.ArgoCD || in.Spec.Delivery.Tool == v1alpha1.Flux)
	if byTool || slices.Contains(openshift.Words(it.annotation(openshift.ArgoOptions)), "ServerSideApply=true") {
		return asError(found)
	}
	return found
}
