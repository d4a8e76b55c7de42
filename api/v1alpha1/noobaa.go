package v1alpha1

// NooBaa configures the Multicloud Object Gateway of OpenShift Data Foundation.
// The function generates an ObjectBucketClaim for the bucket (OpenShift 4.14
// registry documentation, section 3.8.2).
type NooBaa struct {
	ObjectBucket
	// Name of the storage class of the object gateway.
	StorageClassName string `json:"storageClassName,omitempty" format:"dns-subdomain" default:"openshift-storage.noobaa.io"`
}
