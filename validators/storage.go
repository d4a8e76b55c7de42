package validators

import (
	"maps"
	"slices"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var removedDuringStorageChange = Rule{
	ID: "ST004", Severity: Error,
	Title:  "registry set to Removed together with a storage change",
	Why:    "The operator removes the store that status names, not the store that spec names; if the operator managed the old store, it deletes that store with all images.",
	Remedy: "Change the storage first, and set the registry to Removed after the operator has applied the change.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.Registry.ManagementState != openshift.Removed || p.Spec.Delivery.StorageChange == nil {
			return nil
		}
		return at(spec.Child("delivery", "storageChange"), p.Spec.Delivery.StorageChange.From)
	},
	needs: LiveStatus,
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		key := config.storageType()
		if !config.isRemoved() || key == "" {
			return nil
		}
		for _, other := range openshift.StorageTypes {
			if other.Key != key && config.has("status", "storage", other.Key) {
				return config.at("spec.storage."+key, nil)
			}
		}
		return nil
	}),
}

var missingStorage = Rule{
	ID: "ST005", Severity: Error,
	Otherwise: "info if a profile sets no storage type",
	Title:     "managed registry without storage",
	Why:       "The operator has no default storage on this platform: it turns Degraded, and no registry runs.",
	Remedy:    "Set a storage type.",
	Source:    "2.2",
	needs:     ClusterPlatform | WholeConfig,
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		platform := openshift.FindPlatform(in.cluster.platform)
		lacks := platform.Certain(in.cluster.release) && platform.In(in.cluster.release).LacksStorage()
		if !lacks || config.text("spec", "managementState") != openshift.Managed || len(config.storageTypes()) > 0 || in.storageElsewhere() {
			return nil
		}
		found := config.at("spec.storage", nil)
		if in.Profile != nil && in.Store() == nil {
			found[0].Severity, found[0].Detail = Info, "unless the cluster already has storage" // which the profile leaves unchanged
		}
		return found
	}),
}

// storageElsewhere reports whether the storage gets into Config on the cluster: by a
// job, also that of the function, or by a policy.
func (in input) storageElsewhere() bool {
	if in.Profile != nil && in.StorageByJob() {
		return true
	}
	for _, job := range in.jobs() {
		if job.patchPath() != "" {
			return true
		}
	}
	for _, kind := range policyKinds {
		if slices.ContainsFunc(in.allOfKind(kind), item.enforcesConfig) {
			return true
		}
	}
	return false
}

var unsetManagementState = Rule{
	ID: "ST006", Severity: Warning,
	Title:  "named store without a management state",
	Why:    "The operator decides by whether the store exists: a mistyped name creates a new, managed and empty store.",
	Remedy: "Set spec.storage.managementState to Unmanaged or to Managed.",
	Source: "2.5",
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		names := config.namedStores()
		delete(names, "spec.storage.pvc.claim") // the operator never creates a claim with a name of the user
		if len(names) == 0 || config.has("spec", "storage", "managementState") {
			return nil
		}
		return config.at("spec.storage.managementState", nil)
	}),
}

var managedNamedStore = Rule{
	ID: "ST007", Severity: Info,
	Title:  "managed store with a user-defined name",
	Why:    "The operator changes the settings of the store as soon as the store or its stanza changes, and deletes it with all images when the registry is removed, on Azure with the whole storage account.",
	Remedy: "Set the storage's managementState to Unmanaged, unless the operator is intended to manage the store.",
	Source: "2.5",
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		if config.text("spec", "storage", "managementState") != openshift.Managed {
			return nil
		}
		names := config.namedStores()
		var found []v1alpha1.Diagnostic
		for _, path := range slices.Sorted(maps.Keys(names)) {
			found = append(found, config.at(path, names[path])...)
		}
		return found
	}),
}

var removedDriver = Rule{
	ID: "ST008", Severity: Error,
	Title:  "Alibaba Cloud storage, which OpenShift 4.17 removed",
	Why:    "The schema still contains the field, but the operator erases it and uses the platform's default storage, which is empty.",
	Remedy: "Move the images to another storage type before the upgrade to 4.17.",
	Source: "operator",
	from:   openshift.NoOSS,
	checkItems: onStanza("oss", func(_ input, config item, _ object) []v1alpha1.Diagnostic {
		return config.at("spec.storage.oss", nil)
	}),
}

var invalidManagementState = Rule{
	ID: "ST011", Severity: Error,
	Title:  "invalid management state",
	Why:    "The operator stops reconciling while its conditions stay Ready, so the cluster does not report the failure.",
	Remedy: "Set managementState to Managed, Unmanaged or Removed.",
	Source: "operator",
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		if config.value("spec", "managementState") == nil || config.rejected("spec.managementState") {
			return nil // a partial Config keeps the live value; VE002 reports a value that the API server rejects
		}
		switch state := config.text("spec", "managementState"); state {
		case openshift.Managed, openshift.Unmanaged, openshift.Removed:
			return nil
		default:
			return config.at("spec.managementState", state)
		}
	}),
}

var incompleteS3Stanza = Rule{
	ID: "ST013", Severity: Warning,
	Title:  "s3 stanza without trustedCA.name or virtualHostedStyle",
	Why:    "The operator writes both fields back, so Git does not own them: after a later change of the storage type, a partial s3 stanza can remain, and the operator rejects two types.",
	Remedy: "Set both fields, even if they are empty and false, and check the stanza after a change of the storage type.",
	Source: "operator",
	checkItems: onStanza("s3", func(in input, config item, s3 object) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		if !s3.has("trustedCA", "name") {
			found = append(found, propose(config.at("spec.storage.s3.trustedCA.name", nil), "")...)
		}
		if !s3.has("virtualHostedStyle") && (s3.has("regionEndpoint") || !in.mayBeAWS()) {
			found = append(found, propose(config.at("spec.storage.s3.virtualHostedStyle", nil), false)...)
		}
		return found
	}),
}

// mayBeAWS reports whether the cluster is on AWS, or its platform is unknown. With
// a private endpoint of S3, the operator sets virtualHostedStyle of a bucket in AWS
// to true.
func (in input) mayBeAWS() bool {
	return in.cluster.platform == "" || in.cluster.platform == openshift.AWS
}

var unsupportedOverrides = Rule{
	ID: "ST014", Severity: Warning,
	Title:  "use of unsupportedConfigOverrides",
	Why:    "Red Hat does not support a cluster with unsupportedConfigOverrides, and an upgrade may break it.",
	Remedy: "Remove unsupportedConfigOverrides as soon as the support case that requested it is closed.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		if len(p.Spec.Registry.UnsupportedConfigOverrides) == 0 {
			return nil
		}
		return at(registryPath.Child("unsupportedConfigOverrides"), nil)
	},
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		if len(config.dict("spec", "unsupportedConfigOverrides")) == 0 {
			return nil
		}
		return config.at("spec.unsupportedConfigOverrides", nil)
	}),
}
