package v1alpha1

// CephRGW configures the Ceph object gateway of OpenShift Data Foundation. The
// function generates an ObjectBucketClaim for the bucket (OpenShift 4.14
// registry documentation, section 3.8.1).
type CephRGW struct {
	ObjectBucket
	// Name of the storage class of the object gateway.
	StorageClassName string `json:"storageClassName,omitempty" format:"dns-subdomain" default:"ocs-storagecluster-ceph-rgw"`
}
