package validators

import (
	"encoding/json"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// constraints returns the topology spread constraints of a Config.
func (it item) constraints() []corev1.TopologySpreadConstraint {
	if !it.has("spec", "topologySpreadConstraints") {
		return nil
	}
	text, err := json.Marshal(it.dict("spec")["topologySpreadConstraints"])
	if err != nil {
		return nil
	}
	var constraints []corev1.TopologySpreadConstraint
	if json.Unmarshal(text, &constraints) != nil {
		return nil // VE002 reports it
	}
	return constraints
}

var infraWorkerSpread = Rule{
	ID: "SC001", Severity: Warning,
	Title:  "infra nodes together with a spread constraint over workers",
	Why:    "Infra nodes that do not also have the worker label cannot run a pod with this constraint, and the registry stays Pending.",
	Remedy: "Remove the constraint on " + openshift.WorkerRoleLabel + ", or the nodeSelector; in a profile, the placement.",
	Source: "2.3",
	check: func(p input) []v1alpha1.Diagnostic {
		if !openshift.OtherRole(p.Spec.Registry.NodeSelector) {
			return nil
		}
		return workerConstraints(p.Spec.Registry.TopologySpreadConstraints, func(i int) []v1alpha1.Diagnostic {
			return at(registryPath.Child("topologySpreadConstraints").Index(i).Child("topologyKey"), openshift.WorkerRoleLabel)
		})
	},
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		if !openshift.OtherRole(config.dict("spec", "nodeSelector")) {
			return nil
		}
		return workerConstraints(config.constraints(), func(i int) []v1alpha1.Diagnostic {
			return config.at(elementPath("spec.topologySpreadConstraints", i)+".topologyKey", openshift.WorkerRoleLabel)
		})
	}),
}

// workerConstraints reports the constraints that require a spread over worker
// nodes.
func workerConstraints(constraints []corev1.TopologySpreadConstraint, report func(i int) []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for i, c := range constraints {
		if c.TopologyKey == openshift.WorkerRoleLabel && c.WhenUnsatisfiable == corev1.DoNotSchedule {
			found = append(found, report(i)...)
		}
	}
	return found
}

var twoReplicasOnOneNode = Rule{
	ID: "SC002", Severity: Warning,
	Title:  "two replicas on a single node",
	Why:    "With exactly two replicas, the operator requires a separate node for each; one of them stays Pending.",
	Remedy: "Set replicas to 1, together with rolloutStrategy Recreate until the change is complete: a new pod cannot start beside an old one.",
	Source: "operator",
	needs:  ClusterTopology,
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.OpenShift.InfrastructureTopology != v1alpha1.SingleReplica || replicasOf(p) != 2 || p.Spec.Registry.Affinity != nil {
			return nil
		}
		return propose(at(registryPath.Child("replicas"), 2), 1)
	},
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		if n, _ := config.number("spec", "replicas"); in.cluster.topology != v1alpha1.SingleReplica || n != 2 || config.has("spec", "affinity") {
			return nil // an affinity replaces that of the operator
		}
		return propose(config.at("spec.replicas", 2), 1)
	}),
}

var invalidReplicas = Rule{
	ID: "SC003", Severity: Error,
	Title:  "number of replicas that the operator cannot deploy",
	Why:    "A negative number turns the operator Degraded; 0 gives a rolling update a maxUnavailable of -1, which the Deployment rejects.",
	Remedy: "Set replicas to at least 1; to stop the registry, set managementState to Removed and spec.storage.managementState to Unmanaged.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		r := p.Spec.Registry
		if r.Replicas == nil || *r.Replicas > 0 || r.RolloutStrategy == openshift.Recreate || r.ManagementState == openshift.Removed {
			return nil
		}
		return at(registryPath.Child("replicas"), *r.Replicas)
	},
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		n, set := config.number("spec", "replicas")
		if config.isRemoved() {
			return nil // the operator deploys nothing
		}
		if !set || n > 0 || n == 0 && config.text("spec", "rolloutStrategy") == openshift.Recreate {
			return nil
		}
		return config.at("spec.replicas", n)
	}),
}

var mismatchedConstraint = Rule{
	ID: "SC004", Severity: Error,
	Title:  "spread constraint that does not match the registry's pods",
	Why:    "The constraint counts other pods and does not spread the registry.",
	Remedy: "Set a labelSelector that matches " + openshift.PodLabel + ": " + openshift.PodLabelValue + ".",
	Source: "2.3",
	check: func(p input) []v1alpha1.Diagnostic {
		return mismatchedConstraints(p.Spec.Registry.TopologySpreadConstraints, func(i int) []v1alpha1.Diagnostic {
			return at(registryPath.Child("topologySpreadConstraints").Index(i).Child("labelSelector"), nil)
		})
	},
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		return mismatchedConstraints(config.constraints(), func(i int) []v1alpha1.Diagnostic {
			return config.at(elementPath("spec.topologySpreadConstraints", i)+".labelSelector", nil)
		})
	}),
}

// mismatchedConstraints reports the constraints that do not select the
// registry's pods.
func mismatchedConstraints(constraints []corev1.TopologySpreadConstraint, report func(i int) []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	pods := labels.Set{openshift.PodLabel: openshift.PodLabelValue}
	var found []v1alpha1.Diagnostic
	for i, c := range constraints {
		selector, err := metav1.LabelSelectorAsSelector(c.LabelSelector) // nil selects nothing
		if err == nil && !selector.Matches(pods) {                       // SC007 reports an invalid selector
			found = append(found, report(i)...)
		}
	}
	return found
}

var singleReplica = Rule{
	ID: "SC005", Severity: Warning,
	Title:  "single replica on shareable storage",
	Why:    "Clients can neither pull nor push while the node of the replica is drained or fails.",
	Remedy: "Set replicas to 2.",
	Source: "3.6.3.1",
	needs:  ClusterEnvironment,
	check: func(p input) []v1alpha1.Diagnostic {
		o, store := p.Spec.OpenShift, p.Store()
		if store == nil || store.Sharing != storage.Shared || usesLocalVolume(p) || replicasOf(p) != 1 ||
			o.Environment != v1alpha1.Production || o.InfrastructureTopology == v1alpha1.SingleReplica || p.Spec.Registry.ManagementState == openshift.Removed {
			return nil
		}
		return propose(at(registryPath.Child("replicas"), 1), 2)
	},
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		n, _ := config.number("spec", "replicas")
		shareable := config.storageType() != "" && config.storageType() != "emptyDir" && !in.singleNodeClaim(config)
		if _, known := in.claimOf(config); config.storageType() == "pvc" && !known {
			shareable = false // the access modes are unknown
		}
		if claim, ok := in.claimOf(config); ok && in.isLocal(claim) {
			shareable = false
		}
		if n != 1 || !shareable || config.isRemoved() || in.cluster.environment != v1alpha1.Production || in.cluster.topology == v1alpha1.SingleReplica {
			return nil
		}
		return propose(config.at("spec.replicas", 1), 2)
	}),
}

var unknownReplicas = Rule{
	ID: "SC006", Severity: Info,
	Title:  "unknown number of replicas",
	Why:    "The profile runs the registry, but sets neither a storage type nor replicas: the number of replicas on the cluster remains, and the storage may support fewer.",
	Remedy: "Set spec.registry.replicas.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		platform := openshift.FindPlatform(p.Spec.OpenShift.Platform).In(p.Release())
		known := p.Spec.Registry.Replicas != nil || platform.Name == "" || platform.Replicas > 0 || slices.ContainsFunc(p.nodes, isConfig)
		if known || p.Spec.Registry.ManagementState != openshift.Managed {
			return nil
		}
		return at(registryPath.Child("replicas"), nil)
	},
}

// replicasOf returns the replicas of the profile, 0 if it leaves them unchanged.
func replicasOf(p input) int32 {
	if p.Spec.Registry.Replicas == nil {
		return 0
	}
	return *p.Spec.Registry.Replicas
}
