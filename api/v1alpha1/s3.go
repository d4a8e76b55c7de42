package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// S3 is Amazon S3, or a store that speaks its protocol. The fields are those
// of Config.spec.storage.s3; trustedCA comes from spec.trust.storage.
type S3 struct {
	// Bucket that holds the images. Left out, the operator makes one.
	Bucket string `json:"bucket,omitempty" example:"prod-eu-1-image-registry"`
	// AWS region of the bucket. Required with regionEndpoint; else the
	// operator takes the cluster's own.
	Region string `json:"region,omitempty" example:"eu-west-1"`
	// URL, scheme included, of a store that is not AWS itself.
	RegionEndpoint string `json:"regionEndpoint,omitempty" example:"https://s3.example.com"`
	// Put the bucket into the host name instead of the path.
	VirtualHostedStyle bool `json:"virtualHostedStyle,omitempty"`
	// Ask the store to encrypt what it stores.
	Encrypt *bool `json:"encrypt,omitempty" example:"true"`
	// KMS key to encrypt with; needs encrypt.
	KeyID string `json:"keyID,omitempty"`
	// Size of multipart upload chunks, in MiB; the operator's default is 10.
	ChunkSizeMiB int32 `json:"chunkSizeMiB,omitempty" min:"5" max:"5120" since:"4.17" example:"20"`
	// CloudFront distribution that serves pulls.
	CloudFront *CloudFront `json:"cloudFront,omitempty"`
}

// CloudFront puts Amazon CloudFront in front of the bucket.
type CloudFront struct {
	// URL (scheme://host[/path]) that the distribution serves.
	BaseURL string `json:"baseURL" required:"true" pattern:"^https://[^/\\s@]+" like:"the distribution's URL, for example https://d111111abcdef8.cloudfront.net" example:"https://d111111abcdef8.cloudfront.net"`
	// ID of the key pair that signs URLs.
	KeypairID string `json:"keypairID" required:"true" example:"K2JCJMDEHXQW5F"`
	// Secret in openshift-image-registry that holds the pair's private key.
	PrivateKey SecretKey `json:"privateKey" required:"true"`
	// How long a signed URL is valid.
	Duration *metav1.Duration `json:"duration,omitempty" example:"\"1200s\""`
	// Make the secret with the private key by reference.
	ExternalSecret *ExternalSecret `json:"externalSecret,omitempty"`
}

// SecretKey selects a key of a secret.
type SecretKey struct {
	// Name of the secret.
	Name string `json:"name" required:"true" format:"dns-subdomain" example:"cloudfront-private-key"`
	// Key in the secret's data.
	Key string `json:"key" required:"true" format:"secret-key" example:"key.pem"`
}
