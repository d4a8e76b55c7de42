package v1alpha1

// CephRGW is the Ceph object gateway of OpenShift Data Foundation: a bucket
// that is claimed here (book, section 3.8.1).
type CephRGW struct {
	ObjectBucket
	// Storage class of the gateway.
	StorageClassName string `json:"storageClassName,omitempty" format:"dns-subdomain" default:"ocs-storagecluster-ceph-rgw"`
}
