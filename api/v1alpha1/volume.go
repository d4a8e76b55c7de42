package v1alpha1

import "k8s.io/apimachinery/pkg/api/resource"

// Volume is what a claim that is made here asks for.
type Volume struct {
	// Capacity; the book demands 100Gi.
	Size *resource.Quantity `json:"size,omitempty" default:"\"100Gi\""`
	// Storage class; left out, the cluster's default class decides.
	StorageClassName string `json:"storageClassName,omitempty" format:"dns-subdomain" example:"shared-files"`
	// Make the storage class too, under that name. Left out, it exists.
	StorageClass *StorageClass `json:"storageClass,omitempty"`
}

// StorageClass is a class to make, for example one of Cinder volumes in one
// availability zone. The fields are those of storage.k8s.io/v1 StorageClass.
type StorageClass struct {
	// CSI driver, for example cinder.csi.openstack.org.
	Provisioner string `json:"provisioner" required:"true" format:"driver" like:"the CSI driver's name, for example cinder.csi.openstack.org" example:"cinder.csi.openstack.org"`
	// Parameters of the driver.
	Parameters map[string]string `json:"parameters,omitempty" example:"{\"availability\": \"az-1\"}" book:"3.5.1"`
	// When volumes are made.
	VolumeBindingMode string `json:"volumeBindingMode,omitempty" enum:"WaitForFirstConsumer|Immediate" default:"WaitForFirstConsumer"`
	// Whether claims can grow.
	AllowVolumeExpansion *bool `json:"allowVolumeExpansion,omitempty" default:"true"`
	// What becomes of a volume whose claim is deleted; Kubernetes' default is
	// Delete.
	ReclaimPolicy string `json:"reclaimPolicy,omitempty" enum:"Delete|Retain" example:"Retain"`
	// Mount options of the volumes.
	MountOptions []string `json:"mountOptions,omitempty"`
}
