package storage

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

type pvc struct{ *v1alpha1.PVC }

// Facts implements Backend.
func (pvc) Facts() Facts {
	return Facts{Title: "PersistentVolumeClaim", ConfigKey: "pvc", Starter: []string{"accessModes", "create.size", "create.storageClassName"}}
}

// Store implements Backend.
func (p pvc) Store(Env) Store {
	store := claimStore(p.Claim, p.AccessModes)
	if p.Create != nil {
		store.Claim = &Claim{Name: p.Claim, AccessModes: p.AccessModes, Volume: *p.Create, Path: "create"}
	}
	return store
}

// claimStore returns the store of a PersistentVolumeClaim. Only with
// ReadWriteMany can pods on several nodes share it.
func claimStore(name string, modes []corev1.PersistentVolumeAccessMode) Store {
	type pvc struct {
		Claim string `json:"claim,omitempty"`
	}
	store := Store{Stanza: pvc{name}, Named: name != ""}
	if !slices.Contains(modes, corev1.ReadWriteMany) {
		store.Sharing = SingleNode
	}
	return store
}
