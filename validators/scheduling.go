package validators

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/registry-profile/registry-profile/fn/openshift"
)

var noReplicas = Rule{
	ID: "SC003", Severity: Error,
	Title:  "no replicas with a rolling update",
	Why:    "The operator computes a maxUnavailable of -1, which the Deployment refuses.",
	Remedy: "Set spec.registry.rolloutStrategy to Recreate, or spec.registry.replicas to at least 1.",
	Source: "operator",
	check: func(p Input) []Finding {
		if *p.Spec.Registry.Replicas > 0 || p.Spec.Registry.RolloutStrategy == openshift.Recreate {
			return nil
		}
		return at(registryPath.Child("replicas"), *p.Spec.Registry.Replicas)
	},
}

var foreignConstraint = Rule{
	ID: "SC004", Severity: Error,
	Title:  "spread constraint that does not match the registry's pods",
	Why:    "It counts other pods, and spreads nothing.",
	Remedy: "Let labelSelector match " + openshift.PodLabel + ": " + openshift.PodLabelValue + ".",
	Source: "2.3",
	check: func(p Input) []Finding {
		pods := labels.Set{openshift.PodLabel: openshift.PodLabelValue}
		var found []Finding
		for i, c := range p.Spec.Registry.TopologySpreadConstraints {
			selector, err := metav1.LabelSelectorAsSelector(c.LabelSelector)
			if err != nil || !selector.Matches(pods) {
				found = append(found, at(registryPath.Child("topologySpreadConstraints").Index(i).Child("labelSelector"), nil)...)
			}
		}
		return found
	},
}

var guessedReplicas = Rule{
	ID: "SC006", Severity: Warning,
	Title:  "number of replicas unknown",
	Why:    "The profile leaves storage alone, so nobody can tell whether pods share it; 1 is emitted, which may be fewer than run today.",
	Remedy: "Set spec.registry.replicas.",
	Source: "operator",
	check: func(p Input) []Finding {
		path := registryPath.Child("replicas")
		known := openshift.FindPlatform(p.Spec.OpenShift.Platform).Name != ""
		if !known || !p.Guessed(path) || p.Spec.Registry.ManagementState == openshift.Removed {
			return nil
		}
		return at(path, *p.Spec.Registry.Replicas)
	},
}
