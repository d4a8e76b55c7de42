package storage

import (
	"net/url"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

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
	Name string `json:"name" required:"true" example:"cloudfront-private-key"`
	// Key in the secret's data.
	Key string `json:"key" required:"true" example:"key.pem"`
}

// Facts implements Backend.
func (*S3) Facts() Facts {
	return Facts{Title: "Amazon S3 or a compatible store", ConfigKey: "s3", KeySets: s3Keys}
}

// s3Keys are those of every backend that speaks S3. The bucket claims rename
// their own keys into them, in this order.
var s3Keys = []KeySet{{Keys: []string{"REGISTRY_STORAGE_S3_ACCESSKEY", "REGISTRY_STORAGE_S3_SECRETKEY"}}}

// Store implements Backend. virtualHostedStyle and trustedCA.name are the two
// fields that the operator writes back even when they are false and empty:
// left out of Git, they stay behind as a stub when the storage type changes,
// and the operator refuses two types. So they are always emitted.
func (s *S3) Store(env Env) Store {
	type trustedCA struct {
		Name string `json:"name"`
	}
	stanza := struct {
		S3
		TrustedCA *trustedCA `json:"trustedCA,omitempty"`
	}{S3: *s}
	if s.CloudFront != nil {
		cloudFront := *s.CloudFront
		cloudFront.ExternalSecret = nil // not the operator's
		stanza.CloudFront = &cloudFront
	}
	if !s.Encrypted() {
		stanza.Encrypt = nil
	}
	fill := struct {
		VirtualHostedStyle bool      `json:"virtualHostedStyle"`
		TrustedCA          trustedCA `json:"trustedCA"`
	}{}
	if env.TrustedCA != "" {
		stanza.TrustedCA = &trustedCA{env.TrustedCA}
	}
	store := Store{Stanza: stanza, Fill: fill, Named: s.Bucket != ""}
	if s.Encrypt != nil && !s.Encrypted() {
		store.Drop = []string{"encrypt"}
	}
	if InCluster(s.RegionEndpoint) {
		store.NoRedirect = "clients outside the pod network cannot resolve the in-cluster endpoint"
	}
	return store
}

// Encrypted reports whether the store is asked to encrypt. A false is never
// emitted, for the operator's next write would drop it.
func (s *S3) Encrypted() bool { return s.Encrypt != nil && *s.Encrypt }

// InCluster reports whether a URL names a service of the cluster.
func InCluster(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	host := strings.TrimSuffix(u.Hostname(), ".cluster.local")
	return strings.HasSuffix(host, ".svc")
}
