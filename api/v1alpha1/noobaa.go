package v1alpha1

// NooBaa is the Multicloud Object Gateway of OpenShift Data Foundation: a
// bucket that is claimed here (book, section 3.8.2).
type NooBaa struct {
	ObjectBucket
	// Storage class of the gateway.
	StorageClassName string `json:"storageClassName,omitempty" format:"dns-subdomain" default:"openshift-storage.noobaa.io"`
}
