package validators

import "github.com/registry-profile/registry-profile/api/v1alpha1"

var emptyDirProduction = Rule{
	ID: "ED001", Severity: Error,
	Title:  "emptyDir as storage",
	Why:    "All images are lost when the registry's pod restarts.",
	Remedy: "Choose a lasting storage; where no image is missed, declare the environment NonProduction.",
	Source: "3.6.3.2",
	check: func(p input) []v1alpha1.Diagnostic {
		if !onEmptyDir(p) {
			return nil
		}
		return weighed(at(storagePath.Child("emptyDir"), nil), p.Spec.OpenShift.Environment)
	},
	checkItems: onStanza("emptyDir", func(in input, config item, _ object) []v1alpha1.Diagnostic {
		return weighed(config.on("spec.storage.emptyDir", nil), in.cluster.environment)
	}),
}

// weighed makes a finding as bad as it is in an environment: harmless in a
// declared non-production one, and a warning where nobody has said.
func weighed(found []v1alpha1.Diagnostic, environment string) []v1alpha1.Diagnostic {
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
	Title:  "several replicas on emptyDir",
	Why:    "Every pod has images of its own, so that a pull fails whenever it meets another pod than the push.",
	Remedy: "Set replicas to 1.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		if !onEmptyDir(p) || *p.Spec.Registry.Replicas <= 1 {
			return nil
		}
		return proposed(at(registryPath.Child("replicas"), *p.Spec.Registry.Replicas), 1)
	},
	checkItems: onStanza("emptyDir", func(_ input, config item, _ object) []v1alpha1.Diagnostic {
		if n, _ := config.number("spec", "replicas"); n > 1 {
			return proposed(config.on("spec.replicas", n), 1)
		}
		return nil
	}),
}

func onEmptyDir(p input) bool {
	return p.Spec.Storage != nil && p.Spec.Storage.EmptyDir != nil
}
