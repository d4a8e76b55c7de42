package v1alpha1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// S3 configures Amazon S3 or an S3-compatible store. The fields are those of
// Config.spec.storage.s3; trustedCA is set from spec.trust.storage.
type S3 struct {
	// Name of the bucket that stores the images. If omitted, the operator creates
	// a bucket.
	Bucket string `json:"bucket,omitempty" example:"prod-eu-1-image-registry"`
	// AWS region of the bucket. Required with regionEndpoint. Otherwise, if
	// omitted, the operator uses the region of the cluster.
	Region string `json:"region,omitempty" example:"eu-west-1"`
	// URL of an S3-compatible store other than AWS, including the scheme.
	RegionEndpoint string `json:"regionEndpoint,omitempty" example:"https://s3.example.com"`
	// Whether the bucket name is part of the host name instead of the path.
	VirtualHostedStyle bool `json:"virtualHostedStyle,omitempty"`
	// Whether the registry requests encryption from the store.
	Encrypt *bool `json:"encrypt,omitempty" example:"true"`
	// ID of the KMS key with which the store encrypts. Requires encrypt.
	KeyID string `json:"keyID,omitempty"`
	// Size of the chunks of a multipart upload, in MiB. If omitted, the operator
	// uses 10.
	ChunkSizeMiB int32 `json:"chunkSizeMiB,omitempty" min:"5" max:"5120" since:"4.17" example:"20"`
	// CloudFront distribution that serves pulls.
	CloudFront *CloudFront `json:"cloudFront,omitempty"`
}

// CloudFront configures an Amazon CloudFront distribution for the bucket.
type CloudFront struct {
	// URL of the distribution, as scheme://host[/path].
	BaseURL string `json:"baseURL" required:"true" pattern:"^https://[^/\\s@]+" like:"the distribution's URL, for example https://d111111abcdef8.cloudfront.net" example:"https://d111111abcdef8.cloudfront.net"`
	// ID of the key pair that signs URLs.
	KeypairID string `json:"keypairID" required:"true" example:"K2JCJMDEHXQW5F"`
	// Secret in openshift-image-registry that contains the private key of the key
	// pair.
	PrivateKey SecretKey `json:"privateKey" required:"true"`
	// Validity period of a signed URL, as a Go duration.
	Duration *metav1.Duration `json:"duration,omitempty" example:"\"1200s\""`
	// Reference from which the secret with the private key is generated.
	ExternalSecret *ExternalSecret `json:"externalSecret,omitempty"`
}

// SecretKey selects a key of a Secret.
type SecretKey struct {
	// Name of the Secret.
	Name string `json:"name" required:"true" format:"dns-subdomain" example:"cloudfront-private-key"`
	// Key in the data of the Secret.
	Key string `json:"key" required:"true" format:"secret-key" example:"key.pem"`
}
