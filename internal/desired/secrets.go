package desired

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// ExternalSecret is a Secret in the namespace of the registry that is generated
// from values in a secret store.
type ExternalSecret struct {
	Name            string
	Store           Decision[v1alpha1.SecretStoreRef]
	RefreshInterval Decision[metav1.Duration]
	Data            Decision[[]v1alpha1.SecretData]
}

func newSecrets(p *resolve.Profile) []ExternalSecret {
	var secrets []ExternalSecret
	for _, ref := range p.References() {
		data := "data"
		if ref.RemoteKey != "" {
			data = "remoteKey"
		}
		secrets = append(secrets, ExternalSecret{
			Name:            ref.Secret,
			Store:           decided(p, ref.Path.Child("secretStoreRef").String(), ref.SecretStoreRef),
			RefreshInterval: pointed(p, ref.Path.Child("refreshInterval").String(), ref.RefreshInterval),
			Data:            decided(p, ref.Path.Child(data).String(), storage.SecretData(ref.ExternalSecret, ref.Required)),
		})
	}
	return secrets
}

// Bucket is the desired state of an ObjectBucketClaim.
type Bucket struct {
	Name, Namespace string
	// Existing reports that the claim exists outside of the profile.
	Existing         bool
	BucketName       Decision[string]
	StorageClassName Decision[string]
	AdditionalConfig Decision[map[string]string]
	// Credentials configures the Secret of the claim as the credentials of the
	// registry with the External Secrets Operator, unless it is nil.
	Credentials *BucketCredentials
}

// BucketCredentials is a Secret with the credentials of a bucket claim, under
// the keys that the operator reads. The External Secrets Operator copies the
// credentials with a service account that can read only the Secret of the
// claim.
type BucketCredentials struct {
	Secret ExternalSecret
	Origin resolve.Origin
}

// BucketReader is the name of the SecretStore, the service account and the role
// that read the Secret of a bucket claim.
const BucketReader = "image-registry-bucket-reader"

// bucketRefresh is the interval at which the credentials of a bucket are
// copied.
const bucketRefresh = time.Hour

func newBucket(p *resolve.Profile) *Bucket {
	backend, ok := p.Backend()
	if !ok || p.Store().Bucket == nil {
		return nil
	}
	claim := p.Store().Bucket
	path := "spec.storage." + backend.Key + "."
	bucket := &Bucket{
		Name:             claim.Name,
		Namespace:        claim.Namespace,
		Existing:         claim.Existing,
		BucketName:       decided(p, path+"bucketName", claim.Name),
		StorageClassName: decided(p, path+"storageClassName", claim.StorageClassName),
		AdditionalConfig: decided(p, path+"additionalConfig", claim.AdditionalConfig),
	}
	if c := p.Spec.Credentials.ObjectBucketClaim; c != nil && c.Method == v1alpha1.MethodExternalSecrets {
		bucket.Credentials = newBucketCredentials(p, backend.Facts(), claim)
	}
	return bucket
}

func newBucketCredentials(p *resolve.Profile, facts storage.Facts, claim *storage.BucketClaim) *BucketCredentials {
	origin := p.Origin("spec.credentials").From(map[string]string{"*": "spec.credentials.objectBucketClaim"})
	var data []v1alpha1.SecretData
	for i, key := range []string{storage.ClaimAccessKey, storage.ClaimSecretKey} {
		data = append(data, v1alpha1.SecretData{
			SecretKey: facts.KeySets[0].Keys[i],
			RemoteRef: v1alpha1.RemoteRef{Key: claim.Name, Property: key, DecodingStrategy: "None"},
		})
	}
	return &BucketCredentials{
		Origin: origin,
		Secret: ExternalSecret{
			Name:            openshift.CredentialsSecret,
			Store:           Decision[v1alpha1.SecretStoreRef]{Value: v1alpha1.SecretStoreRef{Name: BucketReader, Kind: "SecretStore"}, Origin: origin, Set: true},
			RefreshInterval: Decision[metav1.Duration]{Value: metav1.Duration{Duration: bucketRefresh}, Origin: origin, Set: true},
			Data:            Decision[[]v1alpha1.SecretData]{Value: data, Origin: origin, Set: true},
		},
	}
}
