package v1alpha1

// GCS is Google Cloud Storage. The fields are those of Config.spec.storage.gcs.
type GCS struct {
	// Bucket that holds the images. Left out, the operator makes one.
	Bucket string `json:"bucket,omitempty" example:"prod-eu-1-image-registry"`
	// Location of the bucket; left out, the cluster's own.
	Region string `json:"region,omitempty" example:"europe-west1"`
	// Project that the bucket belongs to; left out, the cluster's own.
	ProjectID string `json:"projectID,omitempty" example:"my-project"`
	// KMS key for a bucket that the operator makes.
	KeyID string `json:"keyID,omitempty"`
}
