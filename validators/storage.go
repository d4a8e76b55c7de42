package validators

import (
	"github.com/registry-profile/registry-profile/fn/openshift"
)

var removedManaged = Rule{
	ID: "ST003", Severity: Error,
	Title:  "registry removed while the operator manages its storage",
	Why:    "The operator deletes the bucket, container or claim with all images, also one that somebody else made.",
	Remedy: "Set spec.storage.managementState to Unmanaged; in the same commit is early enough.",
	Source: "2.5",
	check: func(p Input) []Finding {
		s := p.Spec.Storage
		if p.Spec.Registry.ManagementState != openshift.Removed || s == nil || s.ManagementState != openshift.Managed {
			return nil
		}
		return at(storagePath.Child("managementState"), s.ManagementState)
	},
}

var unsupportedOverrides = Rule{
	ID: "ST014", Severity: Warning,
	Title:  "unsupportedConfigOverrides is set",
	Why:    "Red Hat does not support a cluster that uses it, and an upgrade may break it.",
	Remedy: "Remove spec.registry.unsupportedConfigOverrides as soon as the support case that asked for it is closed.",
	Source: "operator",
	check: func(p Input) []Finding {
		if len(p.Spec.Registry.UnsupportedConfigOverrides) == 0 {
			return nil
		}
		return at(registryPath.Child("unsupportedConfigOverrides"), nil)
	},
}
