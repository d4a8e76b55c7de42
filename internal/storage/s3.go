package storage

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
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
// rejects two storage types. Therefore, they are generated, except for
// virtualHostedStyle of a bucket in AWS on a cluster in AWS: if the cluster has a
// private endpoint of S3, the operator sets it to true.
//
// On AWS, the operator has written encrypt: true for the bucket with which it
// starts, and a store that is not AWS would inherit it. Therefore, false is
// generated for such a store. The next write of the operator removes it, which
// changes neither the Deployment nor its pods.
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
	onAWS := env.Platform == openshift.AWS
	inherits := onAWS && s.RegionEndpoint != "" && !IsAWS(s.RegionEndpoint)
	if !Encrypted(s.S3) && !inherits {
		stanza.Encrypt = nil
	}
	fill := struct {
		VirtualHostedStyle *bool     `json:"virtualHostedStyle,omitempty"`
		TrustedCA          trustedCA `json:"trustedCA"`
	}{}
	if !onAWS || s.RegionEndpoint != "" {
		fill.VirtualHostedStyle = new(bool)
	}
	if env.TrustedCA != "" {
		stanza.TrustedCA = &trustedCA{env.TrustedCA}
	}
	store := Store{
		Stanza: stanza, Fill: fill, Named: s.Bucket != "",
		Sources:     map[string]string{"trustedCA.name": "spec.trust.storage.configMapName"},
		Fields:      s3Fields(),
		Unencrypted: inherits && s.Encrypt == nil,
	}
	if s.Encrypt != nil && !Encrypted(s.S3) && !inherits {
		store.Drop = []string{"encrypt"}
	}
	if InCluster(s.RegionEndpoint) {
		store.NoRedirect = "clients outside the pod network cannot resolve the in-cluster endpoint"
	}
	return store
}

// s3Fields are the keys of an s3 stanza.
var s3Fields = sync.OnceValue(func() []string {
	names := []string{"trustedCA"}
	for f := range reflect.TypeFor[v1alpha1.S3]().Fields() {
		names = append(names, decode.JSONName(f))
	}
	return names
})

// Encrypted reports whether the profile requests encryption. The value false is
// only generated where the stanza may inherit true, because the next write of the
// operator removes it.
func Encrypted(s *v1alpha1.S3) bool { return s.Encrypt != nil && *s.Encrypt }

// awsDomains are the domains of the endpoints of AWS in all partitions.
var awsDomains = []string{".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".c2s.ic.gov", ".sc2s.sgov.gov"}

// IsAWS reports whether a URL is an endpoint of AWS, which can be private.
func IsAWS(endpoint string) bool {
	u, err := url.Parse(endpoint)
	return err == nil && slices.ContainsFunc(awsDomains, func(domain string) bool { return strings.HasSuffix(u.Hostname(), domain) })
}

// InCluster reports whether a URL refers to a service of the cluster.
func InCluster(endpoint string) bool {
	u, err := url.Parse(endpoint)
	if err != nil {
		return false
	}
	host := strings.TrimSuffix(u.Hostname(), ".cluster.local")
	return strings.HasSuffix(host, ".svc")
}
