package v1alpha1

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// PersistentVolume describes a static PersistentVolume that the function
// generates, and that only the claim of the registry can use. It sets exactly one
// of nfs, local and csi. The fields are those of a Kubernetes PersistentVolume.
type PersistentVolume struct {
	// Name of the PersistentVolume. Defaults to openshift-image-registry- followed by
	// the name of the claim.
	Name string `json:"name,omitempty" known:"true" format:"dns-subdomain" example:"image-registry-pv"`
	// Capacity of the volume, at least the size of the claim. Defaults to the size of
	// the claim. Kubernetes does not measure it.
	Capacity *resource.Quantity `json:"capacity,omitempty" example:"\"100Gi\""`
	// Reclaim policy of the volume when the claim is deleted.
	ReclaimPolicy string `json:"reclaimPolicy,omitempty" enum:"Retain|Delete" default:"Retain"`
	// Mount options of the volume.
	MountOptions []string `json:"mountOptions,omitempty" example:"[\"nfsvers=4.1\"]"`
	// Nodes that can mount the volume. Required for local, unless local.nodeName is
	// set.
	NodeAffinity *corev1.VolumeNodeAffinity `json:"nodeAffinity,omitempty"`
	// Export of an NFS server.
	NFS *NFSVolume `json:"nfs,omitempty"`
	// Directory or disk of a node.
	Local *LocalVolume `json:"local,omitempty"`
	// Existing volume of a CSI driver.
	CSI *CSIVolume `json:"csi,omitempty"`
}

// NFSVolume is an export of an NFS server.
type NFSVolume struct {
	// Host name or IP address of the NFS server.
	Server string `json:"server" required:"true" pattern:"^\\S+$" like:"the host name or IP address of the NFS server" example:"nfs.example.com"`
	// Path of the export.
	Path string `json:"path" required:"true" pattern:"^(/(\\.?[^/.][^/]*|\\.\\.[^/]+|\\.)?)+$" like:"an absolute path without '..', for example /exports/registry" example:"/exports/registry"`
}

// LocalVolume is a directory or disk of a node.
type LocalVolume struct {
	// Path of the directory, of the mount point or of the block device on the node.
	Path string `json:"path" required:"true" pattern:"^(/(\\.?[^/.][^/]*|\\.\\.[^/]+|\\.)?)+$" like:"an absolute path without '..', for example /var/imageregistry" example:"/var/imageregistry"`
	// File system of a block device. If omitted, Kubernetes detects it.
	FSType string `json:"fsType,omitempty" example:"xfs"`
	// Value of the label kubernetes.io/hostname of the node. Mutually exclusive with
	// nodeAffinity.
	NodeName string `json:"nodeName,omitempty" format:"label-value" example:"worker-0.example.com"`
}

// CSIVolume is an existing volume of a CSI driver.
type CSIVolume struct {
	// Name of the CSI driver.
	Driver string `json:"driver" required:"true" format:"csi-driver" example:"efs.csi.aws.com"`
	// Handle by which the driver identifies the volume.
	VolumeHandle string `json:"volumeHandle" required:"true" pattern:"^.+$" like:"the handle by which the driver identifies the volume, for example fs-0123456789abcdef0" example:"fs-0123456789abcdef0"`
	// File system of the volume, if the driver needs it.
	FSType string `json:"fsType,omitempty" example:"ext4"`
	// Attributes of the volume that the driver defines.
	VolumeAttributes map[string]string `json:"volumeAttributes,omitempty" example:"{\"encryptInTransit\": \"true\"}"`
	// Secret that the driver reads to stage the volume on a node.
	NodeStageSecretRef *SecretRef `json:"nodeStageSecretRef,omitempty"`
	// Secret that the driver reads to mount the volume.
	NodePublishSecretRef *SecretRef `json:"nodePublishSecretRef,omitempty"`
}

// SecretRef refers to a Secret of a CSI driver. The function does not generate it.
type SecretRef struct {
	// Name of the Secret.
	Name string `json:"name" required:"true" format:"dns-subdomain" example:"filer-credentials"`
	// Namespace of the Secret.
	Namespace string `json:"namespace" required:"true" format:"dns-label" example:"openshift-cluster-csi-drivers"`
}
