package storage

import "github.com/registry-profile/registry-profile/api/v1alpha1"

type cephRGW struct{ *v1alpha1.CephRGW }

// Facts implements Backend.
func (cephRGW) Facts() Facts {
	return Facts{
		Title: "OpenShift Data Foundation, Ceph RGW", ConfigKey: "s3", Starter: []string{"bucketName"}, KeySets: s3Keys,
		NotOnClouds: "OpenShift Data Foundation deploys no gateway on a cloud platform by default",
	}
}

// CephGateway is a Ceph object gateway as OpenShift Data Foundation provides it.
type CephGateway struct {
	// Service is the host name of the gateway inside the cluster. It includes the
	// port if the port is not the default of http.
	Service string
	// StorageClassName is the name of the class of its buckets.
	StorageClassName string
}

// CephGatewayOf returns the gateway of a mode. The names are those of the
// documentation of OpenShift Data Foundation. In internal mode, the endpoint must
// not contain a port: the registry signs the host without a default port, and the
// gateway rejects the signature.
func CephGatewayOf(mode string) CephGateway {
	if mode == v1alpha1.ModeExternal {
		return CephGateway{"rook-ceph-rgw-ocs-external-storagecluster-cephobjectstore.openshift-storage.svc:8080", "ocs-external-storagecluster-ceph-rgw"}
	}
	return CephGateway{"rook-ceph-rgw-ocs-storagecluster-cephobjectstore.openshift-storage.svc", "ocs-storagecluster-ceph-rgw"}
}

// Store implements Backend.
func (c cephRGW) Store(env Env) Store {
	store := bucketStore("cephRGW", &c.ObjectBucket, env, CephGatewayOf(c.Mode).Service, c.StorageClassName)
	if c.Mode == v1alpha1.ModeExternal && c.RouteHost == "" {
		store.Sources["regionEndpoint"] = "spec.storage.cephRGW.mode"
	}
	return store
}
