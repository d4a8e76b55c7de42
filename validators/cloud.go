package validators

import "github.com/registry-profile/registry-profile/fn/openshift"

var azureInternal = Rule{
	ID: "AZ005", Severity: Error,
	Title:  "private endpoint for an account that is not internal",
	Why:    "The API server refuses networkAccess.internal unless type is Internal.",
	Remedy: "Set spec.storage.azure.networkAccess.type to Internal, or remove internal.",
	Source: "operator",
	check: func(p Input) []Finding {
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
	check: func(p Input) []Finding {
		if p.Spec.Storage == nil || p.Spec.Storage.Swift == nil || !off(p.Spec.Registry.DisableRedirect) {
			return nil
		}
		return at(registryPath.Child("disableRedirect"), false)
	},
}

var azureAccount = Rule{
	ID: "AZ002", Severity: Error,
	Title:  "account key without account and container",
	Why:    "The operator reports no error, but deploys a registry that cannot start.",
	Remedy: "Set spec.storage.azure.accountName and spec.storage.azure.container.",
	Source: "operator",
	check: func(p Input) []Finding {
		if !fetched(p) || p.Spec.Storage == nil || p.Spec.Storage.Azure == nil {
			return nil
		}
		var found []Finding
		if p.Spec.Storage.Azure.AccountName == "" {
			found = append(found, at(storagePath.Child("azure", "accountName"), nil)...)
		}
		if p.Spec.Storage.Azure.Container == "" {
			found = append(found, at(storagePath.Child("azure", "container"), nil)...)
		}
		return found
	},
}

var swiftToken = Rule{
	ID: "SW002", Severity: Error,
	Title:  "Swift credentials that the release does not know",
	Why:    "The operator of that release does not read the keys, and finds the secret incomplete.",
	Remedy: "Use Password or ApplicationCredential.",
	Source: "operator",
	check: func(p Input) []Finding {
		set, ok := p.KeySet()
		if !ok || set.Since == "" {
			return nil
		}
		if since, err := openshift.ParseRelease(set.Since); err == nil && !p.Release().Before(since) {
			return nil
		}
		f := at(credentialsPath.Child("externalSecret", "keySet"), set.Name)
		f[0].Detail = "known from " + set.Since
		return f
	},
}

var swiftKeystone = Rule{
	ID: "SW003", Severity: Error,
	Title:  "Swift credentials without Keystone's URL or domain",
	Why:    "With credentials of one's own the operator does not look at the cluster's, and cannot log in.",
	Remedy: "Set spec.storage.swift.authURL, and with keySet Password also domain or domainID.",
	Source: "operator",
	check: func(p Input) []Finding {
		if !fetched(p) || p.Spec.Storage == nil || p.Spec.Storage.Swift == nil {
			return nil
		}
		swift := p.Spec.Storage.Swift
		var found []Finding
		if swift.AuthURL == "" {
			found = append(found, at(storagePath.Child("swift", "authURL"), nil)...)
		}
		if p.Spec.Credentials.ExternalSecret.KeySet == "Password" && swift.Domain == "" && swift.DomainID == "" {
			found = append(found, at(storagePath.Child("swift", "domain"), nil)...)
		}
		return found
	},
}
