package validators

import (
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var internalRedirect = Rule{
	ID: "AZ006", Severity: Warning,
	Title:  "redirects to an internal storage account",
	Why:    "The operator turns off public access to the account, also to one that Config names: clients outside the cluster's network are redirected to an address that they cannot reach, and their pulls fail.",
	Remedy: "Set disableRedirect to true.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		azure, redirect := azureOf(p), p.Spec.Registry.DisableRedirect
		if azure == nil || azure.NetworkAccess == nil || azure.NetworkAccess.Type != "Internal" || p.Spec.Credentials != nil || redirect != nil && *redirect || !p.isDeployed() {
			return nil
		}
		var value any
		if redirect != nil {
			value = *redirect
		}
		return propose(at(registryPath.Child("disableRedirect"), value), true)
	},
	checkItems: onStanza("azure", func(in input, config item, azure object) []v1alpha1.Diagnostic {
		withKey := len(in.credentials()) > 0 || in.Profile != nil && in.Spec.Credentials != nil
		if azure.text("networkAccess", "type") != "Internal" || withKey || !config.isDeployed() || config.unknown("spec.storage.azure.networkAccess") {
			return nil // AZ004 reports an account key, with which the operator ignores the field
		}
		redirect := config.value("spec", "disableRedirect")
		if redirect != false && (redirect != nil || !config.isWhole()) {
			return nil
		}
		return propose(config.at("spec.disableRedirect", redirect), true)
	}),
}

var unsetAzureCloud = Rule{
	ID: "AZ007", Severity: Warning,
	Title:  "storage account without cloudName on another cloud than the public one",
	Why:    "With an account name, the operator does not read the cloud from the cluster: without cloudName, it looks for the account in AzurePublicCloud, with an account key and with the cluster's credentials, and does not find it.",
	Remedy: "Set cloudName to the cloud of the cluster.",
	Source: "operator",
	check: func(p input) []v1alpha1.Diagnostic {
		azure, cloud := azureOf(p), p.azureCloud()
		if azure == nil || azure.AccountName == "" || azure.CloudName != "" || cloud == "" {
			return nil
		}
		return propose(at(storagePath.Child("azure", "cloudName"), nil), cloud)
	},
	checkItems: onStanza("azure", func(in input, config item, azure object) []v1alpha1.Diagnostic {
		cloud := in.azureCloud()
		if azure.text("accountName") == "" || azure.has("cloudName") || cloud == "" || !config.isWhole() {
			return nil
		}
		return propose(config.at("spec.storage.azure.cloudName", nil), cloud)
	}),
}

var accountOfCluster = Rule{
	ID: "AZ008", Severity: Warning,
	Title:  "existing storage account with the credentials of the cluster",
	Why:    "Without an account key, the operator looks for the account in the cluster's own resource group only; on a cluster with workload identity, it also turns off shared-key access to the account, even if the storage is Unmanaged, and other users of the account lose their access.",
	Remedy: "Provide the account key as REGISTRY_STORAGE_AZURE_ACCOUNTKEY in the secret " + openshift.CredentialsSecret + ", or omit accountName so that the operator creates an account.",
	Source: "operator",
	needs:  WholeCluster | ClusterPlatform,
	check: func(p input) []v1alpha1.Diagnostic {
		azure := azureOf(p)
		if azure == nil || azure.AccountName == "" || p.cluster.platform != "Azure" || p.Spec.Storage.ManagementState != openshift.Unmanaged || !p.isDeployed() || !p.profileLacksCredentials() {
			return nil
		}
		return at(storagePath.Child("azure", "accountName"), azure.AccountName)
	},
	checkItems: onStanza("azure", func(in input, config item, azure object) []v1alpha1.Diagnostic {
		name := azure.text("accountName")
		if name == "" || in.cluster.platform != "Azure" || config.text("spec", "storage", "managementState") != openshift.Unmanaged || !config.isDeployed() || !in.lacksCredentials(config) {
			return nil // a managed account can be one that the operator created
		}
		return config.at("spec.storage.azure.accountName", name)
	}),
}

// azureOf returns the azure stanza of the profile, or nil.
func azureOf(p input) *v1alpha1.Azure {
	if p.Spec.Storage == nil {
		return nil
	}
	return p.Spec.Storage.Azure
}

// azureCloud returns the cloud of the cluster, if an object says that it is
// another one than AzurePublicCloud: the Infrastructure of the cluster, the
// status of a Config, or a secret store in Azure Key Vault. It is empty
// otherwise.
func (in input) azureCloud() string {
	if platform := in.cluster.platform; platform != "" && platform != "Azure" {
		return ""
	}
	for _, node := range in.nodes {
		if cloud := azureCloudOf(node); cloud != azureClouds[0] && slices.Contains(azureClouds, cloud) {
			return cloud
		}
	}
	return ""
}

// azureCloudOf returns the cloud that an object names. The secret stores of the
// External Secrets Operator omit the prefix.
func azureCloudOf(node *yaml.RNode) string {
	switch {
	case isKind(node, infrastructureKind):
		return contentOf(node).text("status", "platformStatus", "azure", "cloudName")
	case isKind(node, openshift.Config):
		return contentOf(node).text("status", "storage", "azure", "cloudName")
	case isKind(node, openshift.SecretStore), isKind(node, clusterSecretStoreKind):
		if kind := contentOf(node).text("spec", "provider", "azurekv", "environmentType"); kind != "" {
			return "Azure" + strings.TrimPrefix(kind, "Azure")
		}
	}
	return ""
}

// contentOf returns the content of an object, or nil if it cannot be decoded.
func contentOf(node *yaml.RNode) object {
	content, _ := decode.Plain(node.YNode())
	m, _ := content.(map[string]any)
	return m
}
