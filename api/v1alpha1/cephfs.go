package v1alpha1

import "k8s.io/apimachinery/pkg/api/resource"

// CephFS is a shared file system of OpenShift Data Foundation: a claim on its
// storage class (book, section 3.8.3).
type CephFS struct {
	// Name of the claim.
	Claim string `json:"claim,omitempty" default:"registry-storage-pvc" format:"dns-subdomain"`
	// Capacity of the claim.
	Size *resource.Quantity `json:"size,omitempty" default:"\"100Gi\""`
	// Storage class that OpenShift Data Foundation has made.
	StorageClassName string `json:"storageClassName,omitempty" format:"dns-subdomain" default:"ocs-storagecluster-cephfs"`
}
