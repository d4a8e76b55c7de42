package generators

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// persistentVolume generates the static volume of the claim. Its claimRef reserves
// it, so that Kubernetes binds it to no other claim.
func persistentVolume(state *desired.State) []*Object {
	v := state.PersistentVolume
	if v == nil {
		return nil
	}
	return single(typed(openshift.PersistentVolume, &corev1.PersistentVolume{
		ObjectMeta: objectMeta("", v.Name),
		Spec: corev1.PersistentVolumeSpec{
			AccessModes:                   v.AccessModes.Value,
			Capacity:                      corev1.ResourceList{corev1.ResourceStorage: v.Capacity.Value},
			ClaimRef:                      &corev1.ObjectReference{Namespace: openshift.RegistryNamespace, Name: v.Claim},
			MountOptions:                  v.MountOptions.Value,
			NodeAffinity:                  v.NodeAffinity.Pointer(),
			PersistentVolumeReclaimPolicy: v.ReclaimPolicy.Value,
			PersistentVolumeSource: corev1.PersistentVolumeSource{
				NFS: v.NFS.Pointer(), Local: v.Local.Pointer(), CSI: v.CSI.Pointer(),
			},
			StorageClassName: v.StorageClassName.Value,
			VolumeMode:       new(corev1.PersistentVolumeFilesystem),
		},
	}, origins{
		"spec.accessModes":                   v.AccessModes.Origin,
		"spec.capacity.storage":              v.Capacity.Origin,
		"spec.claimRef":                      byDefault("only the claim of the registry can use the volume"),
		"spec.mountOptions":                  v.MountOptions.Origin,
		"spec.nodeAffinity":                  v.NodeAffinity.Origin,
		"spec.persistentVolumeReclaimPolicy": v.ReclaimPolicy.Origin,
		"spec.nfs":                           v.NFS.Origin,
		"spec.local":                         v.Local.Origin,
		"spec.csi":                           v.CSI.Origin,
		"spec.storageClassName":              v.StorageClassName.Origin,
		"spec.volumeMode":                    byDefault("the registry requires a file system"),
	}))
}
