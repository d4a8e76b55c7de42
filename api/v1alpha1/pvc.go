package v1alpha1

import corev1 "k8s.io/api/core/v1"

// PVC configures a PersistentVolumeClaim in openshift-image-registry.
type PVC struct {
	// Name of the claim. Defaults to image-registry-storage if create is set. If
	// both claim and create are omitted, the operator creates the claim
	// (ReadWriteMany, 100Gi, default storage class).
	Claim string `json:"claim,omitempty" format:"dns-subdomain" example:"image-registry-storage"`
	// Access modes of the claim, including a claim that is created outside the
	// profile.
	AccessModes []corev1.PersistentVolumeAccessMode `json:"accessModes,omitempty" enum:"ReadWriteMany|ReadWriteOnce|ReadWriteOncePod|ReadOnlyMany" default:"[\"ReadWriteMany\"]"`
	// Claim to generate. If omitted, the function does not generate the claim.
	Create *Volume `json:"create,omitempty"`
}
