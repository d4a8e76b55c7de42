package validators

import (
	"maps"
	"reflect"
	"slices"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var unmanagedRegistry = Rule{
	ID: "RG001", Severity: Info,
	Title:  "settings of a registry that the operator does not manage",
	Why:    "While managementState is Unmanaged, the operator ignores all other fields of its Config: they take effect when it is Managed again.",
	Remedy: "Set managementState to Managed if the fields are to take effect.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		s, r := p.Written.Spec, p.Written.Spec.Registry
		r.ManagementState, r.Replicas, r.OperatorLogLevel = "", nil, ""
		if p.Spec.Registry.ManagementState != openshift.Unmanaged ||
			s.Storage == nil && reflect.DeepEqual(r, v1alpha1.Registry{}) && reflect.DeepEqual(s.Exposure, v1alpha1.Exposure{}) {
			return nil
		}
		return at(registryPath.Child("managementState"), openshift.Unmanaged)
	},
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		if config.text("spec", "managementState") != openshift.Unmanaged || !config.hasSettings() {
			return nil
		}
		return config.at("spec.managementState", openshift.Unmanaged)
	}),
}

// hasSettings reports whether a Config sets a field with an effect on the
// registry, besides the fields that the API server requires.
func (it item) hasSettings() bool {
	for _, key := range slices.Sorted(maps.Keys(it.dict("spec"))) {
		switch key {
		case "managementState", "replicas", "observedConfig", "operatorLogLevel":
		default:
			if isSet(it.value("spec", key)) {
				return true
			}
		}
	}
	return false
}
