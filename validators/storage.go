package validators

import (
	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var removedManaged = Rule{
	ID: "ST003", Severity: Error,
	Title:  "registry removed while the operator manages its storage",
	Why:    "The operator deletes the bucket, container or claim with all images, also one that somebody else made.",
	Remedy: "Set the storage's managementState to Unmanaged; in the same commit is early enough.",
	Source: "2.5",
	check: func(p input) []v1alpha1.Diagnostic {
		s := p.Spec.Storage
		if p.Spec.Registry.ManagementState != openshift.Removed || s == nil || s.ManagementState != openshift.Managed {
			return nil
		}
		return at(storagePath.Child("managementState"), s.ManagementState)
	},
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		if config.text("spec", "managementState") != openshift.Removed || config.text("spec", "storage", "managementState") != openshift.Managed {
			return nil
		}
		return config.on("spec.storage.managementState", openshift.Managed)
	}),
}

var removedAndChanged = Rule{
	ID: "ST004", Severity: Error,
	Title:  "registry removed together with a change of storage",
	Why:    "The operator tears down the old store by what the status says, not the one that the spec names now; if it managed the old one, it deletes it with all images.",
	Remedy: "Take two steps: change the storage first, and remove the registry when the operator has followed.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.Registry.ManagementState != openshift.Removed || p.Spec.Delivery.StorageChange == nil {
			return nil
		}
		return at(spec.Child("delivery", "storageChange"), p.Spec.Delivery.StorageChange.From)
	},
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		key := config.storageType()
		if config.text("spec", "managementState") != openshift.Removed || key == "" {
			return nil
		}
		for _, other := range openshift.StorageTypes {
			if other.Key != key && config.has("status", "storage", other.Key) {
				return config.on("spec.storage."+key, nil)
			}
		}
		return nil
	}),
}

var noStorage = Rule{
	ID: "ST005", Severity: Error,
	Title:  "managed registry without storage",
	Why:    "On this platform the operator has no storage of its own to choose: it turns Degraded, and no registry runs.",
	Remedy: "Choose a storage type.",
	Source: "2.2",
	checkItems: onConfig(func(in input, config item) []v1alpha1.Diagnostic {
		platform := openshift.FindPlatform(in.cluster.platform)
		none := platform.Name != "" && platform.Storage == "" && platform.Name != openshift.OpenStack
		if !none || config.text("spec", "managementState") != openshift.Managed || len(config.storageTypes()) > 0 {
			return nil
		}
		return config.on("spec.storage", nil)
	}),
}

var unsaidManagement = Rule{
	ID: "ST006", Severity: Warning,
	Title:  "nobody says whether the operator manages the store",
	Why:    "The operator decides by whether the store exists: a mistyped name becomes a new, managed and empty store.",
	Remedy: "Set spec.storage.managementState to Unmanaged, or to Managed.",
	Source: "2.5",
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		if _, name := config.namedStore(); name == "" || config.has("spec", "storage", "managementState") {
			return nil
		}
		return config.on("spec.storage.managementState", nil)
	}),
}

var managedNamedStore = Rule{
	ID: "ST007", Severity: Info,
	Title:  "managed store with a name of yours",
	Why:    "The operator changes its settings, and deletes it with all images when the registry is removed.",
	Remedy: "Set the storage's managementState to Unmanaged, unless that is what you want.",
	Source: "2.5",
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		path, name := config.namedStore()
		if name == "" || config.text("spec", "storage", "managementState") != openshift.Managed {
			return nil
		}
		return config.on(path, name)
	}),
}

var goneDriver = Rule{
	ID: "ST008", Severity: Error,
	Title:  "Alibaba Cloud storage, which OpenShift 4.17 has dropped",
	Why:    "The field is still there, but the operator erases it and takes the platform's default storage, which is empty.",
	Remedy: "Move the images to another storage type before the upgrade to 4.17.",
	Source: "operator",
	from:   openshift.NoOSS,
	checkItems: onStanza("oss", func(_ input, config item, _ object) []v1alpha1.Diagnostic {
		return config.on("spec.storage.oss", nil)
	}),
}

var badManagementState = Rule{
	ID: "ST011", Severity: Error,
	Title:  "management state that freezes the operator",
	Why:    "The operator stops reconciling while its conditions stay Ready, and nobody notices.",
	Remedy: "Write Managed, Unmanaged or Removed.",
	Source: "operator",
	checkItems: onConfig(func(_ input, config item) []v1alpha1.Diagnostic {
		switch state := config.text("spec", "managementState"); state {
		case openshift.Managed, openshift.Unmanaged, openshift.Removed:
			return nil
		default:
			return config.on("spec.managementState", state)
		}
	}),
}

var s3Stub = Rule{
	ID: "ST013", Severity: Error,
	Title:  "s3 without trustedCA.name and virtualHostedStyle",
	Why:    "The operator writes both back, so that Git does not own them: when the storage type changes one day, a stub of s3 stays behind, and the operator refuses two types.",
	Remedy: "Write both, also when they are empty and false.",
	Source: "operator",
	checkItems: onStanza("s3", func(_ input, config item, s3 object) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		if !s3.has("trustedCA", "name") {
			found = append(found, proposed(config.on("spec.storage.s3.trustedCA.name", nil), "")...)
		}
		if !s3.has("virtualHostedStyle") {
			found = append(found, proposed(config.on("spec.storage.s3.virtualHostedStyle", nil), false)...)
		}
		return found
	}),
}

var unsupportedOverrides = Rule{
	ID: "ST014", Severity: Warning,
	Title:  "unsupportedConfigOverrides is set",
	Why:    "Red Hat does not support a cluster that uses it, and an upgrade may break it.",
	Remedy: "Remove it as soon as the support case that asked for it is closed.",
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
		return config.on("spec.unsupportedConfigOverrides", nil)
	}),
}
