package generators

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// persistentVolumeClaim generates the claim on which the registry stores
// images.
func persistentVolumeClaim(state *desired.State) []*Object {
	c := state.Claim
	if c == nil {
		return nil
	}
	claim := &corev1.PersistentVolumeClaim{
		ObjectMeta: objectMeta(openshift.RegistryNamespace, c.Name),
		Spec: corev1.PersistentVolumeClaimSpec{
			AccessModes:      c.AccessModes.Value,
			Resources:        corev1.VolumeResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceStorage: c.Size.Value}},
			StorageClassName: c.StorageClassName.Pointer(),
			VolumeName:       c.VolumeName.Value,
			Selector:         c.Selector.Pointer(),
			DataSource:       c.DataSource.Pointer(),
			VolumeMode:       new(corev1.PersistentVolumeFilesystem),
		},
	}
	claim.Labels = c.Labels.Value
	o := typed(openshift.PersistentVolumeClaim, claim, origins{
		"metadata.labels":                 c.Labels.Origin,
		"spec.accessModes":                c.AccessModes.Origin,
		"spec.resources.requests.storage": c.Size.Origin,
		"spec.storageClassName":           c.StorageClassName.Origin,
		"spec.volumeName":                 c.VolumeName.Origin,
		"spec.selector":                   c.Selector.Origin,
		"spec.dataSource":                 c.DataSource.Origin,
		"spec.volumeMode":                 byDefault("the registry requires a file system"),
	})
	set(o, c.Annotations, "metadata", "annotations")
	if c.Annotated.Set {
		o.fixed("true", c.Annotated.Origin.Reason, "metadata", "annotations", openshift.ClaimAnnotation)
	}
	return single(o)
}
