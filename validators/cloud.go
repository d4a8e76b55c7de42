package validators

import "github.com/registry-profile/registry-profile/fn/profile"

var azureInternal = Rule{
	ID: "AZ005", Severity: Error,
	Title:  "private endpoint for an account that is not internal",
	Why:    "The API server refuses networkAccess.internal unless type is Internal.",
	Remedy: "Set spec.storage.azure.networkAccess.type to Internal, or remove internal.",
	Source: "operator",
	check: func(p *profile.RegistryProfile) []Finding {
		if p.Spec.Storage == nil || p.Spec.Storage.Azure == nil {
			return nil
		}
		n := p.Spec.Storage.Azure.NetworkAccess
		if n == nil || n.Internal == nil || n.Type == "Internal" {
			return nil
		}
		return at(storagePath.Child("azure", "networkAccess", "type"), n.Type)
	},
}

var swiftRedirect = Rule{
	ID: "SW001", Severity: Warning,
	Title:  "redirects to Swift",
	Why:    "Clients are sent to Swift itself, whose certificate they seldom trust.",
	Remedy: "Leave spec.registry.disableRedirect out, or set it to true.",
	Source: "3.3.1",
	check: func(p *profile.RegistryProfile) []Finding {
		if p.Spec.Storage == nil || p.Spec.Storage.Swift == nil || !off(p.Spec.Registry.DisableRedirect) {
			return nil
		}
		return at(registryPath.Child("disableRedirect"), false)
	},
}
