package storage

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

type cephFS struct{ *v1alpha1.CephFS }

// Facts implements Backend.
func (cephFS) Facts() Facts {
	return Facts{Title: "OpenShift Data Foundation, CephFS", ConfigKey: "pvc", Starter: []string{"size"}}
}

// Store implements Backend.
func (c cephFS) Store(Env) Store {
	modes := []corev1.PersistentVolumeAccessMode{corev1.ReadWriteMany}
	store := claimStore(c.Claim, modes)
	store.Claim = &Claim{
		Name:        c.Claim,
		AccessModes: modes,
		ModesReason: "all pods share a CephFS volume",
		Volume:      v1alpha1.Volume{ClaimOptions: c.ClaimOptions, Size: c.Size, StorageClassName: c.StorageClassName},
	}
	return store
}
