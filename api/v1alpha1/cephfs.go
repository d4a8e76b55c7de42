package v1alpha1

import "k8s.io/apimachinery/pkg/api/resource"

// CephFS configures a shared file system of OpenShift Data Foundation: a
// PersistentVolumeClaim with its storage class (OpenShift 4.14 registry
// documentation, section 3.8.3).
type CephFS struct {
	// Name of the PersistentVolumeClaim.
	Claim string `json:"claim,omitempty" default:"registry-storage-pvc" known:"true" format:"dns-subdomain"`
	// Storage that the PersistentVolumeClaim requests.
	Size *resource.Quantity `json:"size,omitempty" default:"\"100Gi\""`
	// Name of the storage class that OpenShift Data Foundation provides.
	StorageClassName string `json:"storageClassName,omitempty" format:"dns-subdomain" default:"ocs-storagecluster-cephfs"`
	ClaimOptions
}
