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
	Title:  "several replicas on a ReadWriteOnce claim",
	Why:    "Only the pods of one node can mount it, so the others never start; the operator checks it only when the storage is first set.",
	Remedy: "Set replicas to 1, or use a ReadWriteMany claim.",
	Source: "3.6.3.1",
	check: func(p input) []v1alpha1.Diagnostic {
		if !singleNode(p) || *p.Spec.Registry.Replicas <= 1 {
			return nil
		}
		return proposed(at(registryPath.Child("replicas"), *p.Spec.Registry.Replicas), 1)
	},
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		if n, _ := config.number("spec", "replicas"); n > 1 && in.singleNodeClaim(config) {
			return proposed(config.on("spec.replicas", n), 1)
		}
		return nil
	}),
}

var singleNodeRollout = Rule{
	ID: "PV002", Severity: Error,
	Title:  "rolling update on a ReadWriteOnce claim",
	Why:    "The new pod waits for the volume that the old one holds, and the rollout never ends.",
	Remedy: "Set rolloutStrategy to Recreate; a profile may leave it out.",
	Source: "3.6.3.3",
	check: func(p input) []v1alpha1.Diagnostic {
		if !singleNode(p) || p.Spec.Registry.RolloutStrategy == openshift.Recreate {
			return nil
		}
		return proposed(at(registryPath.Child("rolloutStrategy"), p.Spec.Registry.RolloutStrategy), openshift.Recreate)
	},
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		if strategy := config.text("spec", "rolloutStrategy"); strategy != openshift.Recreate && in.singleNodeClaim(config) {
			return proposed(config.on("spec.rolloutStrategy", strategy), openshift.Recreate)
		}
		return nil
	}),
}

var unusableAccessModes = Rule{
	ID: "PV003", Severity: Error,
	Title:  "claim that is neither ReadWriteMany nor ReadWriteOnce",
	Why:    "The operator takes no other access mode for the registry.",
	Remedy: "Write ReadWriteMany, or ReadWriteOnce for a single replica.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		pvc := claim(p)
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
		return claim.on("spec.accessModes", modes)
	}),
}

var operatorsClaim = Rule{
	ID: "PV012", Severity: Error,
	Title:  "access modes for a claim that the operator makes",
	Why:    "The operator makes its own claim ReadWriteMany, whatever the profile says.",
	Remedy: "Name the claim, or make it here with create.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		pvc := claim(p)
		if pvc == nil || pvc.Claim != "" || pvc.Create != nil || slices.Contains(pvc.AccessModes, corev1.ReadWriteMany) {
			return nil
		}
		return at(storagePath.Child("pvc", "accessModes"), pvc.AccessModes)
	},
}

var namelessClass = Rule{
	ID: "PV013", Severity: Error,
	Title:  "storage class without a name",
	Why:    "The class cannot be made, and the claim would use the cluster's default class.",
	Remedy: "Name it in storageClassName.",
	Source: "3.5.1",
	check: func(p input) []v1alpha1.Diagnostic {
		pvc := claim(p)
		if pvc == nil || pvc.Create == nil || pvc.Create.StorageClass == nil || pvc.Create.StorageClassName != "" {
			return nil
		}
		return at(storagePath.Child("pvc", "create", "storageClassName"), nil)
	},
}

func claim(p input) *v1alpha1.PVC {
	if p.Spec.Storage == nil {
		return nil
	}
	return p.Spec.Storage.PVC
}

func singleNode(p input) bool {
	store := p.Store()
	return store != nil && store.Sharing == storage.SingleNode
}
