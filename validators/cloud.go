package validators

import (
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

var azureClouds = []string{"AzurePublicCloud", "AzureUSGovernmentCloud", "AzureChinaCloud", "AzureGermanCloud", "AzureStackCloud"}

var azureCloud = Rule{
	ID: "AZ001", Severity: Error,
	Title:  "unknown Azure cloud",
	Why:    "The operator has no endpoints for the cloud, and cannot reach the account.",
	Remedy: "Set cloudName to one of " + strings.Join(azureClouds, ", ") + ".",
	Source: "3.4.3",
	checkItems: onStanza("azure", func(_ input, config item, azure object) []v1alpha1.Diagnostic {
		if name := azure.text("cloudName"); name != "" && !slices.Contains(azureClouds, name) {
			return config.at("spec.storage.azure.cloudName", name)
		}
		return nil
	}),
}

var azureAccount = Rule{
	ID: "AZ002", Severity: Error,
	Title:  "account key without account name or container",
	Why:    "The operator reports no error, but deploys a registry that cannot start.",
	Remedy: "Set accountName and container in the azure stanza.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		if !usesExternalSecret(p) || p.Spec.Storage == nil || p.Spec.Storage.Azure == nil {
			return nil
		}
		var found []v1alpha1.Diagnostic
		if p.Spec.Storage.Azure.AccountName == "" {
			found = append(found, at(storagePath.Child("azure", "accountName"), nil)...)
		}
		if p.Spec.Storage.Azure.Container == "" {
			found = append(found, at(storagePath.Child("azure", "container"), nil)...)
		}
		return found
	},
	checkItems: onStanza("azure", func(in input, config item, azure object) []v1alpha1.Diagnostic {
		if len(in.credentials()) == 0 {
			return nil
		}
		var found []v1alpha1.Diagnostic
		for _, field := range []string{"accountName", "container"} {
			if azure.text(field) == "" {
				found = append(found, config.at("spec.storage.azure."+field, nil)...)
			}
		}
		return found
	}),
}

var azureAccountName = Rule{
	ID: "AZ003", Severity: Error,
	Title:  "invalid storage account name",
	Why:    "Azure rejects the name.",
	Remedy: "Use 3 to 24 lowercase letters and digits.",
	Source: "3.4.2",
	checkItems: onStanza("azure", func(_ input, config item, azure object) []v1alpha1.Diagnostic {
		if name := azure.text("accountName"); name != "" && !(len(name) >= 3 && len(name) <= 24 && containsOnly(name, lettersAndDigits)) {
			return config.at("spec.storage.azure.accountName", name)
		}
		return nil
	}),
}

var azureAccountKey = Rule{
	ID: "AZ004", Severity: Warning,
	Title:  "internal network access together with an account key",
	Why:    "With a user-provided account key, the operator does not change the network of the account, and the access stays unchanged.",
	Remedy: "Create the private endpoint yourself, or let the operator use the cluster's credentials.",
	Source: "operator",
	checkItems: onStanza("azure", func(in input, config item, azure object) []v1alpha1.Diagnostic {
		if azure.text("networkAccess", "type") != "Internal" || len(in.credentials()) == 0 {
			return nil
		}
		return config.at("spec.storage.azure.networkAccess.type", "Internal")
	}),
}

var azurePrivateEndpoint = Rule{
	ID: "AZ005", Severity: Error,
	Title:  "private endpoint for an account that is not internal",
	Why:    "The API server rejects networkAccess.internal unless type is Internal.",
	Remedy: "Set networkAccess.type to Internal, or remove networkAccess.internal.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.Storage == nil || p.Spec.Storage.Azure == nil {
			return nil
		}
		n := p.Spec.Storage.Azure.NetworkAccess
		if n == nil || n.Internal == nil || n.Type == "Internal" {
			return nil
		}
		return at(storagePath.Child("azure", "networkAccess", "type"), n.Type)
	},
	checkItems: onStanza("azure", func(_ input, config item, azure object) []v1alpha1.Diagnostic {
		kind := azure.text("networkAccess", "type")
		if !azure.has("networkAccess", "internal") || kind == "Internal" {
			return nil
		}
		return config.at("spec.storage.azure.networkAccess.type", kind)
	}),
}

var swiftRedirect = Rule{
	ID: "SW001", Severity: Warning,
	Title:  "redirects to Swift",
	Why:    "Clients connect to Swift directly and seldom trust its certificate.",
	Remedy: "Set disableRedirect to true, which is the default in a profile.",
	Source: "3.3.1",
	check: func(p input) []v1alpha1.Diagnostic {
		if p.Spec.Storage == nil || p.Spec.Storage.Swift == nil || !isFalse(p.Spec.Registry.DisableRedirect) {
			return nil
		}
		return propose(at(registryPath.Child("disableRedirect"), false), true)
	},
	checkItems: onStanza("swift", func(_ input, config item, _ object) []v1alpha1.Diagnostic {
		if config.flag("spec", "disableRedirect") {
			return nil
		}
		return propose(config.at("spec.disableRedirect", config.value("spec", "disableRedirect")), true)
	}),
}

var swiftToken = Rule{
	ID: "SW002", Severity: Error,
	Title:  "Swift credentials that the release does not support",
	Why:    "The operator of this release does not read the keys and treats the secret as incomplete.",
	Remedy: "Use a password or an application credential.",
	Source: "operator", byPresence: true,
	needs: ClusterRelease,
	check: func(p input) []v1alpha1.Diagnostic {
		set, ok := p.KeySet()
		if !ok || !requiresNewerRelease(set.Since, p.Release()) {
			return nil
		}
		f := at(credentialsPath.Child("externalSecret", "keySet"), set.Name)
		f[0].Detail = "supported from " + set.Since
		return f
	},
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, c := range in.credentials() {
			if set, ok := matchingKeySet(c.keys, keySets("swift")); ok && requiresNewerRelease(set.Since, in.cluster.release) {
				f := c.at(c.path, nil)
				f[0].Detail = set.Name + " is supported from " + set.Since
				found = append(found, f...)
			}
		}
		return found
	},
}

// requiresNewerRelease reports whether the release is known and older than
// since.
func requiresNewerRelease(since string, release openshift.Release) bool {
	first, err := openshift.ParseRelease(since)
	return err == nil && release != openshift.Release{} && release.Before(first)
}

var swiftKeystone = Rule{
	ID: "SW003", Severity: Error,
	Title:  "Swift credentials without a Keystone URL or domain",
	Why:    "With user-provided credentials, the operator does not read those of the cluster and cannot log in.",
	Remedy: "Set authURL in the swift stanza, and with a password also domain or domainID.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		if !usesExternalSecret(p) || p.Spec.Storage == nil || p.Spec.Storage.Swift == nil {
			return nil
		}
		swift := p.Spec.Storage.Swift
		var found []v1alpha1.Diagnostic
		if swift.AuthURL == "" {
			found = append(found, at(storagePath.Child("swift", "authURL"), nil)...)
		}
		if p.Spec.Credentials.ExternalSecret.KeySet == "Password" && swift.Domain == "" && swift.DomainID == "" {
			found = append(found, at(storagePath.Child("swift", "domain"), nil)...)
		}
		return found
	},
	checkItems: onStanza("swift", func(in input, config item, swift object) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, c := range in.credentials() {
			if swift.text("authURL") == "" {
				found = append(found, config.at("spec.storage.swift.authURL", nil)...)
			}
			if set, ok := matchingKeySet(c.keys, keySets("swift")); ok && set.Name == "Password" && swift.text("domain") == "" && swift.text("domainID") == "" {
				found = append(found, config.at("spec.storage.swift.domain", nil)...)
			}
		}
		return found
	}),
}

var swiftVersion = Rule{
	ID: "SW004", Severity: Error,
	Title:  "Keystone version that is not an integer",
	Why:    "The registry cannot parse the version and does not start.",
	Remedy: "Set authVersion to \"3\".",
	Source: "3.3.4",
	checkItems: onStanza("swift", func(_ input, config item, swift object) []v1alpha1.Diagnostic {
		if version := swift.text("authVersion"); version != "" && !containsOnly(version, "0123456789") {
			return propose(config.at("spec.storage.swift.authVersion", version), "3")
		}
		return nil
	}),
}

var gcsKey = Rule{
	ID: "GC001", Severity: Warning,
	Title:  "KMS key for an existing bucket",
	Why:    "The operator uses the key only for a bucket that it creates; images in an existing bucket are not encrypted with it.",
	Remedy: "Set the key as the default key of the bucket, and remove keyID.",
	Source: "3.2.3",
	checkItems: onStanza("gcs", func(_ input, config item, gcs object) []v1alpha1.Diagnostic {
		if gcs.text("keyID") == "" || gcs.text("bucket") == "" || config.text("spec", "storage", "managementState") == openshift.Managed {
			return nil
		}
		return config.at("spec.storage.gcs.keyID", gcs.text("keyID"))
	}),
}

var missingCOSInstance = Rule{
	ID: "IB001", Severity: Error,
	Title:  "IBM Cloud bucket without its service instance",
	Why:    "If the store is new or changed, the operator looks for the bucket in a service instance that it creates, and does not find the bucket.",
	Remedy: "Set serviceInstanceCRN.",
	Source: "operator",
	checkItems: onStanza("ibmcos", func(in input, config item, cos object) []v1alpha1.Diagnostic {
		if cos.text("bucket") == "" || cos.text("serviceInstanceCRN") != "" || offIBMCloud(in.cluster.platform) {
			return nil // IB002 reports another platform
		}
		return config.at("spec.storage.ibmcos.serviceInstanceCRN", nil)
	}),
}

var unreachableCOS = Rule{
	ID: "IB002", Severity: Warning,
	Otherwise: "error on other platforms than IBMCloud and PowerVS",
	Title:     "IBM Cloud storage on a cluster that may not reach IBM Cloud",
	Why:       "On another platform than IBMCloud and PowerVS, the operator cannot determine the location and never creates the registry; through a proxy, it calls IBM Cloud when the store is new or changed, and crashes while the call fails.",
	Remedy:    "Use s3 with the bucket's own endpoint, or make sure that the cluster reaches IBM Cloud.",
	Source:    "operator",
	needs:     ClusterPlatform,
	check: func(p input) []v1alpha1.Diagnostic {
		s, proxy := p.Spec.Storage, p.Spec.Registry.Proxy
		switch {
		case s == nil || s.IBMCOS == nil:
			return nil
		case offIBMCloud(p.Spec.OpenShift.Platform):
			return asError(at(storagePath.Child("ibmcos", "serviceInstanceCRN"), nil))
		case s.IBMCOS.ServiceInstanceCRN == "" || proxy.HTTP == "" && proxy.HTTPS == "":
			return nil
		}
		return at(storagePath.Child("ibmcos", "serviceInstanceCRN"), nil)
	},
	checkItems: onStanza("ibmcos", func(in input, config item, _ object) []v1alpha1.Diagnostic {
		if !offIBMCloud(in.cluster.platform) {
			return nil
		}
		return asError(config.at("spec.storage.ibmcos.serviceInstanceCRN", nil))
	}),
}

// offIBMCloud reports whether a platform is known and not one of IBM.
func offIBMCloud(platform string) bool {
	return slices.ContainsFunc(storage.All(), func(c storage.Choice) bool { return c.Facts().ConfigKey == "ibmcos" && !c.Facts().Supports(platform) })
}

// asError makes diagnostics errors.
func asError(found []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	for i := range found {
		found[i].Severity = Error
	}
	return found
}
