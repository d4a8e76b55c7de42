package storage

import "github.com/registry-profile/registry-profile/api/v1alpha1"

type gcs struct{ *v1alpha1.GCS }

// Facts implements Backend.
func (gcs) Facts() Facts {
	return Facts{
		Title:     "Google Cloud Storage",
		ConfigKey: "gcs",
		Starter:   []string{"bucket"},
		KeySets:   []KeySet{{Keys: []string{"REGISTRY_STORAGE_GCS_KEYFILE"}}},
	}
}

// Store implements Backend.
func (g gcs) Store(Env) Store { return Store{Stanza: g.GCS, Named: g.Bucket != ""} }
