package storage

import "github.com/registry-profile/registry-profile/api/v1alpha1"

type azure struct{ *v1alpha1.Azure }

// Facts implements Backend.
func (azure) Facts() Facts {
	return Facts{
		Title:     "Azure Blob Storage",
		ConfigKey: "azure",
		Starter:   []string{"accountName", "container"},
		KeySets:   []KeySet{{Keys: []string{"REGISTRY_STORAGE_AZURE_ACCOUNTKEY"}}},
	}
}

// Store implements Backend.
func (a azure) Store(Env) Store {
	return Store{Stanza: a.Azure, Named: a.AccountName != "" || a.Container != ""}
}
