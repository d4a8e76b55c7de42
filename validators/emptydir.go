package validators

var emptyDirProduction = Rule{
	ID: "ED001", Severity: Error,
	Title:  "emptyDir as storage",
	Why:    "All images are lost when the registry's pod restarts.",
	Remedy: "Choose a lasting storage, or set spec.openshift.environment to NonProduction.",
	Source: "3.6.3.2",
	check: func(p Input) []Finding {
		if !onEmptyDir(p) {
			return nil
		}
		found := at(storagePath.Child("emptyDir"), nil)
		if p.Spec.OpenShift.Environment != "Production" {
			found[0].Severity = Info
		}
		return found
	},
}

var emptyDirReplicas = Rule{
	ID: "ED002", Severity: Error,
	Title:  "several replicas on emptyDir",
	Why:    "Every pod has images of its own, so that a pull fails whenever it meets another pod than the push.",
	Remedy: "Set spec.registry.replicas to 1.",
	Source: "operator",
	check: func(p Input) []Finding {
		if !onEmptyDir(p) || *p.Spec.Registry.Replicas <= 1 {
			return nil
		}
		return at(registryPath.Child("replicas"), *p.Spec.Registry.Replicas)
	},
}

func onEmptyDir(p Input) bool {
	return p.Spec.Storage != nil && p.Spec.Storage.EmptyDir != nil
}
