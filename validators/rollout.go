package validators

import (
	"slices"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

var recreateOnSharedStorage = Rule{
	ID: "SC008", Severity: Warning,
	Title:  "Recreate with several replicas on shared storage",
	Why:    "Each change stops all pods before the first new one starts: clients can neither pull nor push in the meantime, although the storage allows a rolling update.",
	Remedy: "Set rolloutStrategy to RollingUpdate, or omit it.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		r, store := p.Spec.Registry, p.Store()
		if r.RolloutStrategy != openshift.Recreate || r.ManagementState != openshift.Managed || replicasOf(p) < 2 ||
			store == nil || store.Sharing != storage.Shared || p.Spec.OpenShift.InfrastructureTopology == v1alpha1.SingleReplica {
			return nil
		}
		return propose(at(registryPath.Child("rolloutStrategy"), openshift.Recreate), openshift.RollingUpdate)
	},
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		n, _ := config.number("spec", "replicas")
		if config.text("spec", "rolloutStrategy") != openshift.Recreate || n < 2 || !config.isDeployed() ||
			in.cluster.topology == v1alpha1.SingleReplica || !in.hasSharedStorage(config) {
			return nil
		}
		return propose(config.at("spec.rolloutStrategy", openshift.Recreate), openshift.RollingUpdate)
	}),
}

// hasSharedStorage reports whether pods on several nodes can use the storage of a
// Config. The access modes of a claim must be known.
func (in input) hasSharedStorage(config item) bool {
	switch config.storageType() {
	case "", "emptyDir":
		return false
	case "pvc":
		claim, known := in.claimOf(config)
		return known && slices.Contains(claim.texts("spec", "accessModes"), "ReadWriteMany")
	}
	return true
}
