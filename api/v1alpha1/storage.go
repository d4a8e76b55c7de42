package v1alpha1

// OneOf holds the storage types. A profile sets exactly one. All lists of
// backends use the order of its fields.
type OneOf struct {
	// Amazon S3 or an S3-compatible store.
	S3 *S3 `json:"s3,omitempty" book:"3.1.3"`
	// Google Cloud Storage.
	GCS *GCS `json:"gcs,omitempty" book:"3.2.3"`
	// Azure Blob Storage in any Azure cloud.
	Azure *Azure `json:"azure,omitempty" book:"3.4.2"`
	// OpenStack Swift.
	Swift *Swift `json:"swift,omitempty" book:"3.3.4"`
	// IBM Cloud Object Storage.
	IBMCOS *IBMCOS `json:"ibmcos,omitempty"`
	// PersistentVolumeClaim that the function generates, that exists, or that the
	// operator creates.
	PVC *PVC `json:"pvc,omitempty" book:"3.6.3.1"`
	// Ephemeral volume of the pod. Use it only on non-production clusters.
	EmptyDir *EmptyDir `json:"emptyDir,omitempty" book:"3.6.3.2"`
	// Ceph object gateway of OpenShift Data Foundation. The function generates an
	// ObjectBucketClaim.
	CephRGW *CephRGW `json:"cephRGW,omitempty" book:"3.8.1"`
	// Multicloud Object Gateway of OpenShift Data Foundation. The function
	// generates an ObjectBucketClaim.
	NooBaa *NooBaa `json:"noobaa,omitempty" book:"3.8.2"`
	// CephFS of OpenShift Data Foundation. The function generates a
	// PersistentVolumeClaim with its storage class.
	CephFS *CephFS `json:"cephFS,omitempty" book:"3.8.3"`
}
