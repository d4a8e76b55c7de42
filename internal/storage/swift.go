package storage

import "github.com/registry-profile/registry-profile/api/v1alpha1"

type swift struct{ *v1alpha1.Swift }

// Facts implements Backend.
func (swift) Facts() Facts {
	return Facts{
		Title:     "OpenStack Swift",
		ConfigKey: "swift",
		Starter:   []string{"authURL", "authVersion", "container", "domain", "tenant", "regionName"},
		KeySets: []KeySet{
			{Name: "Password", Keys: []string{"REGISTRY_STORAGE_SWIFT_USERNAME", "REGISTRY_STORAGE_SWIFT_PASSWORD"}},
			{Name: "ApplicationCredential", Keys: []string{
				"REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALID",
				"REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALNAME",
				"REGISTRY_STORAGE_SWIFT_APPLICATIONCREDENTIALSECRET",
			}},
			{Name: "Token", Keys: []string{"REGISTRY_STORAGE_SWIFT_TOKENID"}, Since: "4.20"},
		},
	}
}

// Store implements Backend. Redirects are disabled as section 3.3.1 of the
// OpenShift 4.14 registry documentation requires.
func (s swift) Store(Env) Store {
	return Store{
		Stanza:     s.Swift,
		Named:      s.Container != "",
		NoRedirect: "clients of the registry do not trust the certificate of Swift (OpenShift 4.14 registry documentation, section 3.3.1)",
	}
}
