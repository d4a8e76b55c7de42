package v1alpha1

// CephRGW configures the Ceph object gateway of OpenShift Data Foundation. The
// function generates an ObjectBucketClaim for the bucket (OpenShift 4.14
// registry documentation, section 3.8.1).
type CephRGW struct {
	ObjectBucket
	// Deployment mode of OpenShift Data Foundation. With Internal, the Ceph cluster
	// runs on the OpenShift cluster. With External, it runs elsewhere, and the
	// in-cluster service forwards port 8080 to its object gateway over http; use s3
	// for a gateway with another port.
	Mode string `json:"mode,omitempty" enum:"Internal|External" default:"Internal"`
	// Name of the storage class of the object gateway. Defaults to
	// ocs-storagecluster-ceph-rgw, and to ocs-external-storagecluster-ceph-rgw with
	// mode: External.
	StorageClassName string `json:"storageClassName,omitempty" format:"dns-subdomain"`
}

// ModeExternal is the mode of OpenShift Data Foundation with an external Ceph
// cluster.
const ModeExternal = "External"
