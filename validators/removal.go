package validators

import (
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var removedManagedStorage = Rule{
	ID: "ST003", Severity: Error,
	Otherwise: "warning if the operator may not manage the storage, info for emptyDir",
	Title:     "registry set to Removed without storage set to Unmanaged",
	Why:       "The operator deletes the bucket, container or claim with all images, and on Azure the whole storage account, unless spec.storage.managementState is Unmanaged; on a cloud, the live Config says Managed if Git does not set the field.",
	Remedy:    "Set spec.storage.managementState to Unmanaged; setting it in the same commit is sufficient.",
	Source:    "2.5",
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.Registry.ManagementState != openshift.Removed {
			return nil
		}
		var types []string
		if backend, ok := p.Backend(); ok {
			types = []string{backend.Facts().ConfigKey}
		}
		state := ""
		if p.Spec.Storage != nil {
			state = p.Spec.Storage.ManagementState
		}
		if state == "" && slices.ContainsFunc(p.nodes, isConfig) {
			return nil // the manifests decide, and are checked after the profile has changed them
		}
		return p.removal(types, state, at(storagePath.Child("managementState"), state))
	},
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		types := config.storageTypes()
		byJob := in.Profile != nil && in.StorageByJob() // which sets Unmanaged
		if !config.isRemoved() || len(types) == 0 && (config.isLive() || byJob) {
			return nil
		}
		state := config.text("spec", "storage", "managementState")
		return in.removal(types, state, config.at("spec.storage.managementState", state))
	}),
}

func isConfig(node *yaml.RNode) bool { return isKind(node, openshift.Config) }

// removal completes a diagnostic about the removal of a registry with the storage
// types and the management state of the storage. It returns none if the operator
// deletes nothing.
func (in input) removal(types []string, state string, found []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	platform := openshift.FindPlatform(in.cluster.platform).In(in.cluster.release)
	if len(types) == 0 && platform.Storage != "" {
		types = []string{platform.Storage} // the operator's default
	}
	d := &found[0]
	switch {
	case state == openshift.Unmanaged:
		return nil
	case slices.Equal(types, []string{"emptyDir"}):
		d.Severity, d.Detail = Info, "the images are lost with the pods"
		return found
	case state == openshift.Managed, platform.OwnStorage():
	case len(types) == 0 && platform.LacksStorage():
		return nil
	default:
		d.Severity = Warning
	}
	if len(types) == 1 {
		d.Detail = "the operator deletes " + openshift.FindStorageType(types[0]).Deleted
	} else if platform.Name == openshift.OpenStack {
		d.Detail = "the operator deletes the container or claim"
	}
	return found
}
