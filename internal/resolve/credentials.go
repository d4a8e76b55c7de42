package resolve

import (
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// KeySet returns the keys that the credentials in a secret store must have, and
// false if the profile does not fetch credentials or the backend does not
// define the key set.
func (p *Profile) KeySet() (storage.KeySet, bool) {
	backend, ok := p.Backend()
	if !ok || p.Spec.Credentials == nil || p.Spec.Credentials.ExternalSecret == nil {
		return storage.KeySet{}, false
	}
	for _, set := range backend.Facts().KeySets {
		if set.Name == p.Spec.Credentials.ExternalSecret.KeySet {
			return set, true
		}
	}
	return storage.KeySet{}, false
}

// defaultCredentials selects the credentials of the bucket claim, and the method
// that copies them.
func (p *Profile) defaultCredentials(store *storage.Store) {
	existing := store != nil && store.Bucket != nil && store.Bucket.Existing
	if p.Spec.Credentials == nil && store != nil && store.Bucket != nil {
		p.Spec.Credentials = &v1alpha1.Credentials{ObjectBucketClaim: &v1alpha1.FromBucketClaim{}}
		p.record(credentialsPath, v1alpha1.ByDefault, "the profile claims the bucket")
	}
	c := p.Spec.Credentials
	if c == nil || c.ObjectBucketClaim == nil || c.ObjectBucketClaim.Method != "" {
		return
	}
	method := credentialsPath.Child("objectBucketClaim", "method")
	if existing {
		c.ObjectBucketClaim.Method = v1alpha1.MethodJob
		p.record(method, v1alpha1.ByDefault, "the Job that writes the name of the bucket also copies the credentials")
		return
	}
	c.ObjectBucketClaim.Method = v1alpha1.MethodExternalSecrets
	p.record(method, v1alpha1.ByDefault, "")
}

var credentialsPath = field.NewPath("spec", "credentials")

func (p *Profile) checkCredentials() field.ErrorList {
	c := p.Spec.Credentials
	if c == nil {
		return nil
	}
	path := credentialsPath
	set := 0
	for _, is := range []bool{c.ExternalSecret != nil, c.ObjectBucketClaim != nil, c.ExistingSecret != nil} {
		if is {
			set++
		}
	}
	const advice = "set exactly one of externalSecret, objectBucketClaim, existingSecret; or remove spec.credentials to use the credentials of the cluster"
	switch set {
	case 0:
		return field.ErrorList{field.Required(path, advice)}
	case 1:
		return nil
	default:
		return field.ErrorList{field.Forbidden(path, advice)}
	}
}

// checkReferences returns an error for each external secret that sets both
// remoteKey and data, or neither.
func (p *Profile) checkReferences() field.ErrorList {
	var errs field.ErrorList
	for _, ref := range p.References() {
		if (ref.RemoteKey == "") == (len(ref.Data) == 0) {
			errs = append(errs, field.Forbidden(ref.Path, "set either remoteKey (its properties must match the keys) or data (maps keys to values)"))
		}
		for i, d := range ref.Data {
			for _, before := range ref.Data[:i] {
				if before.SecretKey == d.SecretKey {
					errs = append(errs, field.Duplicate(ref.Path.Child("data").Index(i).Child("secretKey"), d.SecretKey))
				}
			}
		}
	}
	return errs
}

// Reference is an external secret of the profile.
type Reference struct {
	*v1alpha1.ExternalSecret
	// Path of the reference in the profile.
	Path *field.Path
	// Secret is the name of the generated Secret.
	Secret string
	// Required and optional keys of the Secret.
	Required, Optional []string
}

// References returns the external secrets of the profile.
func (p *Profile) References() []Reference {
	var refs []Reference
	if c := p.Spec.Credentials; c != nil && c.ExternalSecret != nil {
		set, _ := p.KeySet()
		refs = append(refs, Reference{
			ExternalSecret: &c.ExternalSecret.ExternalSecret,
			Path:           field.NewPath("spec", "credentials", "externalSecret"),
			Secret:         openshift.CredentialsSecret,
			Required:       set.Keys,
		})
	}
	if s := p.Spec.Storage; s != nil && s.S3 != nil && s.S3.CloudFront != nil && s.S3.CloudFront.ExternalSecret != nil {
		refs = append(refs, Reference{
			ExternalSecret: s.S3.CloudFront.ExternalSecret,
			Path:           storagePath.Child("s3", "cloudFront", "externalSecret"),
			Secret:         s.S3.CloudFront.PrivateKey.Name,
			Required:       []string{s.S3.CloudFront.PrivateKey.Key},
		})
	}
	for i, r := range p.Spec.Exposure.Routes {
		if r.ExternalSecret != nil {
			refs = append(refs, Reference{
				ExternalSecret: r.ExternalSecret,
				Path:           field.NewPath("spec", "exposure", "routes").Index(i).Child("externalSecret"),
				Secret:         r.SecretName,
				Required:       []string{"tls.crt", "tls.key"},
				Optional:       []string{"tls.cacrt"},
			})
		}
	}
	return refs
}
