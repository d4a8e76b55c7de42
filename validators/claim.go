package validators

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

var singleNodeReplicas = Rule{
	ID: "PV001", Severity: Error,
	Title:  "ReadWriteOnce claim with several replicas",
	Why:    "Only pods on one node can mount the volume, so the other pods never start; the operator checks this only when the storage is first set.",
	Remedy: "Set replicas to 1, or use a ReadWriteMany claim.",
	Source: "3.6.3.1",
	check: func(p input) []v1alpha1.Diagnostic {
		if !usesSingleNodeStorage(p) || replicasOf(p) <= 1 {
			return nil
		}
		return propose(at(registryPath.Child("replicas"), replicasOf(p)), 1)
	},
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		if n, _ := config.number("spec", "replicas"); n > 1 && in.singleNodeClaim(config) {
			return propose(config.at("spec.replicas", n), 1)
		}
		return nil
	}),
}

var singleNodeRollout = Rule{
	ID: "PV002", Severity: Error,
	Title:  "ReadWriteOnce claim with a rolling update",
	Why:    "The new pod waits for the volume that the old pod uses, and the rollout never finishes.",
	Remedy: "Set rolloutStrategy to Recreate, or omit it in a profile.",
	Source: "3.6.3.3",
	check: func(p input) []v1alpha1.Diagnostic {
		if !usesSingleNodeStorage(p) || p.Spec.Registry.RolloutStrategy == openshift.Recreate {
			return nil
		}
		return propose(at(registryPath.Child("rolloutStrategy"), p.Spec.Registry.RolloutStrategy), openshift.Recreate)
	},
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		if !config.has("spec", "rolloutStrategy") && !config.isWhole() {
			return nil // the live value is unknown
		}
		if strategy := config.text("spec", "rolloutStrategy"); strategy != openshift.Recreate && in.singleNodeClaim(config) {
			return propose(config.at("spec.rolloutStrategy", strategy), openshift.Recreate)
		}
		return nil
	}),
}

var unsupportedAccessModes = Rule{
	ID: "PV003", Severity: Error,
	Title:  "claim without ReadWriteMany or ReadWriteOnce",
	Why:    "The operator accepts no other access mode for the registry.",
	Remedy: "Set the access mode to ReadWriteMany, or to ReadWriteOnce for a single replica.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		pvc := pvcOf(p)
		if pvc == nil || slices.Contains(pvc.AccessModes, corev1.ReadWriteMany) || slices.Contains(pvc.AccessModes, corev1.ReadWriteOnce) {
			return nil
		}
		return at(storagePath.Child("pvc", "accessModes"), pvc.AccessModes)
	},
	checkItems: onClaim(func(_ input, claim item) []v1alpha1.Diagnostic {
		modes := claim.texts("spec", "accessModes")
		if slices.Contains(modes, string(corev1.ReadWriteMany)) || slices.Contains(modes, string(corev1.ReadWriteOnce)) {
			return nil
		}
		return claim.at("spec.accessModes", modes)
	}),
}

var operatorClaimAccessModes = Rule{
	ID: "PV012", Severity: Error,
	Title:  "access modes for a claim that the operator creates",
	Why:    "The operator always creates its own claim as ReadWriteMany and ignores the access modes of the profile.",
	Remedy: "Set claim to the name of the claim, or generate the claim with create.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		pvc := pvcOf(p)
		if pvc == nil || pvc.Claim != "" || pvc.Create != nil || slices.Contains(pvc.AccessModes, corev1.ReadWriteMany) {
			return nil
		}
		return at(storagePath.Child("pvc", "accessModes"), pvc.AccessModes)
	},
}

var unnamedStorageClass = Rule{
	ID: "PV013", Severity: Error,
	Title:  "storage class without a name",
	Why:    "The function cannot generate the class, and the claim would use the cluster's default class.",
	Remedy: "Set storageClassName.",
	Source: "3.5.1",
	check: func(p input) []v1alpha1.Diagnostic {
		pvc := pvcOf(p)
		if pvc == nil || pvc.Create == nil || pvc.Create.StorageClass == nil || pvc.Create.StorageClassName != "" {
			return nil
		}
		return at(storagePath.Child("pvc", "create", "storageClassName"), nil)
	},
}

// pvcOf returns the pvc stanza of the profile, or nil.
func pvcOf(p input) *v1alpha1.PVC {
	if p.Spec.Storage == nil {
		return nil
	}
	return p.Spec.Storage.PVC
}

// usesSingleNodeStorage reports whether only one node can mount the profile's
// storage.
func usesSingleNodeStorage(p input) bool {
	store := p.Store()
	return store != nil && store.Sharing == storage.SingleNode
}
