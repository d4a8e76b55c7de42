package validators

import "github.com/registry-profile/registry-profile/internal/resolve"

var emptyDirProduction = Rule{
	ID: "ED001", Severity: Error,
	Title:  "emptyDir as storage",
	Why:    "All images are lost when the registry's pod restarts.",
	Remedy: "Choose a lasting storage; where no image is missed, declare the environment NonProduction.",
	Source: "3.6.3.2",
	check: func(p Input) []Finding {
		if !onEmptyDir(p) {
			return nil
		}
		return weighed(at(storagePath.Child("emptyDir"), nil), p.Spec.OpenShift.Environment)
	},
	checkItems: onStanza("emptyDir", func(in Input, config item, _ object) []Finding {
		return weighed(config.on("spec.storage.emptyDir", nil), in.Cluster.Environment)
	}),
}

// weighed makes a finding as bad as it is in an environment: harmless in a
// declared non-production one, and a warning where nobody has said.
func weighed(found []Finding, environment string) []Finding {
	switch environment {
	case resolve.NonProduction:
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
	check: func(p Input) []Finding {
		if !onEmptyDir(p) || *p.Spec.Registry.Replicas <= 1 {
			return nil
		}
		return at(registryPath.Child("replicas"), *p.Spec.Registry.Replicas)
	},
	checkItems: onStanza("emptyDir", func(_ Input, config item, _ object) []Finding {
		if n, _ := config.number("spec", "replicas"); n > 1 {
			return proposed(config.on("spec.replicas", n), 1)
		}
		return nil
	}),
}

func onEmptyDir(p Input) bool {
	return p.Spec.Storage != nil && p.Spec.Storage.EmptyDir != nil
}
