package storage

import (
	"net/url"
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

type s3 struct{ *v1alpha1.S3 }

// Facts implements Backend.
func (s3) Facts() Facts {
	return Facts{Title: "Amazon S3 or a compatible store", ConfigKey: "s3", Starter: []string{"bucket", "region"}, KeySets: s3Keys}
}

// s3Keys are those of every backend that speaks S3. The bucket claims rename
// their own keys into them, in this order.
var s3Keys = []KeySet{{Keys: []string{"REGISTRY_STORAGE_S3_ACCESSKEY", "REGISTRY_STORAGE_S3_SECRETKEY"}}}

// Store implements Backend. virtualHostedStyle and trustedCA.name are the two
// fields that the operator writes back even when they are false and empty:
// left out of Git, they stay behind as a stub when the storage type changes,
// and the operator refuses two types. So they are always emitted.
func (s s3) Store(env Env) Store {
	type trustedCA struct {
		Name string `json:"name"`
	}
	stanza := struct {
		v1alpha1.S3
		TrustedCA *trustedCA `json:"trustedCA,omitempty"`
	}{S3: *s.S3}
	if s.CloudFront != nil {
		cloudFront := *s.CloudFront
		cloudFront.ExternalSecret = nil // not the operator's
		stanza.CloudFront = &cloudFront
	}
	if !Encrypted(s.S3) {
		stanza.Encrypt = nil
	}
	fill := struct {
		VirtualHostedStyle bool      `json:"virtualHostedStyle"`
		TrustedCA          trustedCA `json:"trustedCA"`
	}{}
	if env.TrustedCA != "" {
		stanza.TrustedCA = &trustedCA{env.TrustedCA}
	}
	store := Store{
		Stanza: stanza, Fill: fill, Named: s.Bucket != "",
		Sources: map[string]string{"trustedCA.name": "spec.trust.storage.configMapName"},
	}
	if s.Encrypt != nil && !Encrypted(s.S3) {
		store.Drop = []string{"encrypt"}
	}
	if InCluster(s.RegionEndpoint) {
		store.NoRedirect = "clients outside the pod network cannot resolve the in-cluster endpoint"
	}
	return store
}

// Encrypted reports whether the store is asked to encrypt. A false is never
// emitted, for the operator's next write would drop it.
func Encrypted(s *v1alpha1.S3) bool { return s.Encrypt != nil && *s.Encrypt }

// InCluster reports whether a URL names a service of the cluster.
func InCluster(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	host := strings.TrimSuffix(u.Hostname(), ".cluster.local")
	return strings.HasSuffix(host, ".svc")
}
