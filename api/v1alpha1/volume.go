package v1alpha1

import (
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Volume describes a PersistentVolumeClaim that the function generates.
type Volume struct {
	// Storage that the claim requests. The OpenShift documentation requires 100Gi.
	Size *resource.Quantity `json:"size,omitempty" default:"\"100Gi\""`
	// Name of the storage class. If omitted, the default storage class of the
	// cluster is used. A claim with volumeName, selector or persistentVolume uses no
	// class instead: the function sets an empty name.
	StorageClassName string `json:"storageClassName,omitempty" format:"dns-subdomain" example:"shared-files"`
	// Storage class to generate with that name. If omitted, the storage class must
	// exist.
	StorageClass *StorageClass `json:"storageClass,omitempty"`
	ClaimOptions
	// Name of an existing PersistentVolume to which the claim is bound. Without
	// persistentVolume, set storageClassName to the class of the volume, if it has
	// one.
	VolumeName string `json:"volumeName,omitempty" format:"dns-subdomain" example:"image-registry-pv"`
	// Labels of the existing PersistentVolumes to which the claim can be bound. No
	// storage class provisions a volume for a claim with a selector.
	Selector *metav1.LabelSelector `json:"selector,omitempty" example:"{\"matchLabels\": {\"app\": \"image-registry\"}}"`
	// Static PersistentVolume to generate for the claim, for example of an NFS
	// export. No storage class provisions the volume.
	PersistentVolume *PersistentVolume `json:"persistentVolume,omitempty"`
}

// Static reports whether no storage class provisions the volume of the claim.
func (v Volume) Static() bool {
	return v.VolumeName != "" || v.Selector != nil || v.PersistentVolume != nil
}

// ClaimOptions are the fields of a generated PersistentVolumeClaim that apply to
// every storage class.
type ClaimOptions struct {
	// Labels of the claim.
	Labels map[string]string `json:"labels,omitempty" keys:"label-key" format:"label-value" example:"{\"team\": \"platform\"}"`
	// Annotations of the claim, for example of a backup tool.
	Annotations map[string]string `json:"annotations,omitempty" keys:"annotation-key" example:"{\"backup.example.com/policy\": \"daily\"}"`
	// Source from which a new volume is filled, for example to restore images.
	DataSource *DataSource `json:"dataSource,omitempty"`
}

// DataSource is an object in openshift-image-registry from which a new volume is
// filled.
type DataSource struct {
	// Kind of the source: a snapshot, or a claim whose volume is cloned.
	Kind string `json:"kind" required:"true" enum:"VolumeSnapshot|PersistentVolumeClaim" example:"VolumeSnapshot"`
	// Name of the source.
	Name string `json:"name" required:"true" format:"dns-subdomain" example:"image-registry-2026-11-01"`
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
