package validators

import (
	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var emptyDirStorage = Rule{
	ID: "ED001", Severity: Error,
	Otherwise: "info in NonProduction, warning if the environment is unknown",
	Title:     "emptyDir storage",
	Why:       "All images are lost when the registry pod restarts.",
	Remedy:    "Use persistent storage, or set the environment to NonProduction if the images may be lost.",
	Source:    "3.6.3.2", byPresence: true,
	check: func(p input) []v1alpha1.Diagnostic {
		if !usesEmptyDir(p) {
			return nil
		}
		return withEnvironmentSeverity(at(storagePath.Child("emptyDir"), nil), p.Spec.OpenShift.Environment)
	},
	checkItems: onStanza("emptyDir", func(in input, config item, _ object) []v1alpha1.Diagnostic {
		if config.isRemoved() {
			return nil
		}
		return withEnvironmentSeverity(config.at("spec.storage.emptyDir", nil), in.cluster.environment)
	}),
}

// withEnvironmentSeverity sets the severity by the environment: info in a
// NonProduction environment, and warning if the environment is not set.
func withEnvironmentSeverity(found []v1alpha1.Diagnostic, environment string) []v1alpha1.Diagnostic {
	switch environment {
	case v1alpha1.NonProduction:
		found[0].Severity = Info
	case "":
		found[0].Severity = Warning
	}
	return found
}

var emptyDirReplicas = Rule{
	ID: "ED002", Severity: Error,
	Title:  "emptyDir storage with several replicas",
	Why:    "Each pod stores its own images, so a pull fails whenever it reaches a different pod than the push.",
	Remedy: "Set replicas to 1.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		if !usesEmptyDir(p) || replicasOf(p) <= 1 {
			return nil
		}
		return propose(at(registryPath.Child("replicas"), replicasOf(p)), 1)
	},
	checkItems: onStanza("emptyDir", func(_ input, config item, _ object) []v1alpha1.Diagnostic {
		if n, _ := config.number("spec", "replicas"); n > 1 && !config.isRemoved() {
			return propose(config.at("spec.replicas", n), 1)
		}
		return nil
	}),
}

// usesEmptyDir reports whether the profile sets emptyDir storage and does not
// remove the registry.
func usesEmptyDir(p input) bool {
	return p.Spec.Storage != nil && p.Spec.Storage.EmptyDir != nil && p.Spec.Registry.ManagementState != openshift.Removed
}
