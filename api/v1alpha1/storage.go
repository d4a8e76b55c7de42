package v1alpha1

// OneOf holds the storage types, of which a profile sets exactly one. The
// order of its fields is the order of every list of backends.
type OneOf struct {
	// Amazon S3, or a store that speaks its protocol.
	S3 *S3 `json:"s3,omitempty" book:"3.1.3"`
	// Google Cloud Storage.
	GCS *GCS `json:"gcs,omitempty" book:"3.2.3"`
	// Azure Blob Storage, in any Azure cloud.
	Azure *Azure `json:"azure,omitempty" book:"3.4.2"`
	// OpenStack Swift.
	Swift *Swift `json:"swift,omitempty" book:"3.3.4"`
	// IBM Cloud Object Storage.
	IBMCOS *IBMCOS `json:"ibmcos,omitempty"`
	// A PersistentVolumeClaim, made here, elsewhere or by the operator.
	PVC *PVC `json:"pvc,omitempty" book:"3.6.3.1"`
	// The pod's own disk; for non-production clusters only.
	EmptyDir *EmptyDir `json:"emptyDir,omitempty" book:"3.6.3.2"`
	// Ceph object gateway of OpenShift Data Foundation: a bucket claimed here.
	CephRGW *CephRGW `json:"cephRGW,omitempty" book:"3.8.1"`
	// Multicloud Object Gateway of OpenShift Data Foundation: a bucket claimed
	// here.
	NooBaa *NooBaa `json:"noobaa,omitempty" book:"3.8.2"`
	// CephFS of OpenShift Data Foundation: a claim on its storage class.
	CephFS *CephFS `json:"cephFS,omitempty" book:"3.8.3"`
}
