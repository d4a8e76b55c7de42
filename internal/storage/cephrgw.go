package storage

// CephRGW is the Ceph object gateway of OpenShift Data Foundation: a bucket
// that is claimed here (book, section 3.8.1).
type CephRGW struct {
	ObjectBucket
	// Storage class of the gateway.
	StorageClassName string `json:"storageClassName,omitempty" default:"ocs-storagecluster-ceph-rgw"`
}

// Facts implements Backend.
func (*CephRGW) Facts() Facts {
	return Facts{Title: "OpenShift Data Foundation, Ceph RGW", ConfigKey: "s3", KeySets: s3Keys}
}

// Store implements Backend. The endpoint must have no port.
func (c *CephRGW) Store(env Env) Store {
	return c.store(env, "rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc", c.StorageClassName)
}
