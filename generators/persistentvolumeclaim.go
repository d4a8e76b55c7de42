package generators

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// persistentVolumeClaim is the claim that the registry stores its images on.
func persistentVolumeClaim(p *desired.Plan) []*Object {
	c := p.Claim
	if c == nil {
		return nil
	}
	claim := &corev1.PersistentVolumeClaim{
		ObjectMeta: named(openshift.RegistryNamespace, c.Name),
		Spec: corev1.PersistentVolumeClaimSpec{
			AccessModes:      c.AccessModes.Value,
			Resources:        corev1.VolumeResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceStorage: c.Size.Value}},
			StorageClassName: c.StorageClassName.Pointer(),
			VolumeMode:       new(corev1.PersistentVolumeFilesystem),
		},
	}
	if c.Annotated.Made {
		claim.Annotations = map[string]string{openshift.ClaimAnnotation: "true"}
	}
	return one(typed(openshift.PersistentVolumeClaim, claim, origins{
		"metadata.annotations":            because(c.Annotated.Origin.Reason),
		"spec.accessModes":                c.AccessModes.Origin,
		"spec.resources.requests.storage": c.Size.Origin,
		"spec.storageClassName":           c.StorageClassName.Origin,
		"spec.volumeMode":                 because("the registry writes files, not blocks"),
	}))
}
