package v1alpha1

// GCS configures Google Cloud Storage. The fields are those of
// Config.spec.storage.gcs.
type GCS struct {
	// Name of the bucket that stores the images. If omitted, the operator creates
	// a bucket.
	Bucket string `json:"bucket,omitempty" example:"prod-eu-1-image-registry"`
	// Location of the bucket. If omitted, the region and the project of the cluster
	// are used.
	Region string `json:"region,omitempty" example:"europe-west1"`
	// ID of the project that contains the bucket. The operator reads it only
	// together with region. Required with region outside of GCP.
	ProjectID string `json:"projectID,omitempty" example:"my-project"`
	// ID of the KMS key that encrypts a bucket created by the operator.
	KeyID string `json:"keyID,omitempty"`
}
