package storage

import "github.com/registry-profile/registry-profile/api/v1alpha1"

type cephRGW struct{ *v1alpha1.CephRGW }

// Facts implements Backend.
func (cephRGW) Facts() Facts {
	return Facts{Title: "OpenShift Data Foundation, Ceph RGW", ConfigKey: "s3", Starter: []string{"bucketName"}, KeySets: s3Keys}
}

// Store implements Backend. The endpoint must not contain a port.
func (c cephRGW) Store(env Env) Store {
	return bucketStore("cephRGW", &c.ObjectBucket, env, "rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc", c.StorageClassName)
}
