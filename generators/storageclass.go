package generators

import (
	storagev1 "k8s.io/api/storage/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// storageClass generates a storage class for the claim of the registry only,
// for example for Cinder volumes in one availability zone.
func storageClass(state *desired.State) []*Object {
	c := state.StorageClass
	if c == nil {
		return nil
	}
	return single(typed(openshift.StorageClass, &storagev1.StorageClass{
		ObjectMeta:           objectMeta("", c.Name),
		Provisioner:          c.Provisioner.Value,
		Parameters:           c.Parameters.Value,
		VolumeBindingMode:    c.VolumeBindingMode.Pointer(),
		AllowVolumeExpansion: c.AllowVolumeExpansion.Pointer(),
		ReclaimPolicy:        c.ReclaimPolicy.Pointer(),
		MountOptions:         c.MountOptions.Value,
	}, origins{
		"provisioner":          c.Provisioner.Origin,
		"parameters":           c.Parameters.Origin,
		"volumeBindingMode":    c.VolumeBindingMode.Origin,
		"allowVolumeExpansion": c.AllowVolumeExpansion.Origin,
		"reclaimPolicy":        c.ReclaimPolicy.Origin,
		"mountOptions":         c.MountOptions.Origin,
	}))
}
