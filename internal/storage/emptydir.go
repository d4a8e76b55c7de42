package storage

import "github.com/registry-profile/registry-profile/api/v1alpha1"

type emptyDir struct{ *v1alpha1.EmptyDir }

// Facts implements Backend.
func (emptyDir) Facts() Facts {
	return Facts{Title: "emptyDir (non-production)", ConfigKey: "emptyDir"}
}

// Store implements Backend.
func (e emptyDir) Store(Env) Store { return Store{Stanza: e.EmptyDir, Sharing: PerPod} }
