package v1alpha1

import "k8s.io/apimachinery/pkg/api/resource"

// Volume describes a PersistentVolumeClaim that the function generates.
type Volume struct {
	// Storage that the claim requests. The OpenShift documentation requires 100Gi.
	Size *resource.Quantity `json:"size,omitempty" default:"\"100Gi\""`
	// Name of the storage class. If omitted, the default storage class of the
	// cluster is used.
	StorageClassName string `json:"storageClassName,omitempty" format:"dns-subdomain" example:"shared-files"`
	// Storage class to generate with that name. If omitted, the storage class must
	// exist.
	StorageClass *StorageClass `json:"storageClass,omitempty"`
}

// StorageClass describes a storage class that the function generates, for
// example for Cinder volumes in one availability zone. The fields are those of
// storage.k8s.io/v1 StorageClass.
type StorageClass struct {
	// Name of the CSI driver, for example cinder.csi.openstack.org.
	Provisioner string `json:"provisioner" required:"true" format:"driver" like:"the CSI driver's name, for example cinder.csi.openstack.org" example:"cinder.csi.openstack.org"`
	// Parameters of the CSI driver.
	Parameters map[string]string `json:"parameters,omitempty" example:"{\"availability\": \"az-1\"}" book:"3.5.1"`
	// Time at which volumes are provisioned and bound.
	VolumeBindingMode string `json:"volumeBindingMode,omitempty" enum:"WaitForFirstConsumer|Immediate" default:"WaitForFirstConsumer"`
	// Whether claims can be expanded.
	AllowVolumeExpansion *bool `json:"allowVolumeExpansion,omitempty" default:"true"`
	// Reclaim policy of a volume whose claim is deleted. If omitted, Kubernetes
	// uses Delete.
	ReclaimPolicy string `json:"reclaimPolicy,omitempty" enum:"Delete|Retain" example:"Retain"`
	// Mount options of the volumes.
	MountOptions []string `json:"mountOptions,omitempty"`
}
