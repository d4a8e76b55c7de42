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

// s3Keys are the credential keys of all backends that use the S3 API. The keys
// of a bucket claim are renamed to them, in this order.
var s3Keys = []KeySet{{Keys: []string{"REGISTRY_STORAGE_S3_ACCESSKEY", "REGISTRY_STORAGE_S3_SECRETKEY"}}}

// Store implements Backend. The operator writes back virtualHostedStyle and
// trustedCA.name even if they are false and empty. If they were not in Git,
// they would remain as a stub when the storage type changes, and the operator
// rejects two storage types. Therefore, they are always generated.
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
		cloudFront.ExternalSecret = nil // not a field of Config
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

// Encrypted reports whether the profile requests encryption. The value false is
// never generated because the next write of the operator would remove it.
func Encrypted(s *v1alpha1.S3) bool { return s.Encrypt != nil && *s.Encrypt }

// InCluster reports whether a URL refers to a service of the cluster.
func InCluster(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	host := strings.TrimSuffix(u.Hostname(), ".cluster.local")
	return strings.HasSuffix(host, ".svc")
}
