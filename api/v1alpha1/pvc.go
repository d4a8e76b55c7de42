package v1alpha1

import corev1 "k8s.io/api/core/v1"

// PVC is a PersistentVolumeClaim in openshift-image-registry.
type PVC struct {
	// Name of the claim; image-registry-storage if it is made here. Left out
	// without create, the operator makes the claim (ReadWriteMany, 100Gi, on
	// the default storage class).
	Claim string `json:"claim,omitempty" format:"dns-subdomain" example:"image-registry-storage"`
	// Access modes of the claim, also of one that is made elsewhere.
	AccessModes []corev1.PersistentVolumeAccessMode `json:"accessModes,omitempty" enum:"ReadWriteMany|ReadWriteOnce|ReadWriteOncePod|ReadOnlyMany" default:"[\"ReadWriteMany\"]"`
	// Make the claim. Left out, somebody else does.
	Create *Volume `json:"create,omitempty"`
}
