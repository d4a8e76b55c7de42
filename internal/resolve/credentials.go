package resolve

import (
	"regexp"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// Credentials says where the credentials for the storage come from. Exactly
// one of its fields is set. No credential ever stands in a profile.
type Credentials struct {
	// Fetch them from a store of the External Secrets Operator.
	ExternalSecret *CredentialsSecret `json:"externalSecret,omitempty"`
	// Take those of the bucket that the profile claims; the default for
	// cephRGW and noobaa.
	ObjectBucketClaim *FromBucketClaim `json:"objectBucketClaim,omitempty"`
	// Somebody else makes the secret image-registry-private-configuration-user.
	ExistingSecret *FromExistingSecret `json:"existingSecret,omitempty"`
}

// CredentialsSecret refers to the credentials in a store.
type CredentialsSecret struct {
	storage.ExternalSecret
	// Which keys the credentials have. Swift only, and required there.
	KeySet string `json:"keySet,omitempty" enum:"Password|ApplicationCredential|Token" example:"Password"`
}

// FromBucketClaim takes the credentials that come with a bucket.
type FromBucketClaim struct{}

// FromExistingSecret leaves the credentials to somebody else.
type FromExistingSecret struct{}

// KeySet returns the keys that the credentials in a store must have, and
// false if the backend takes none or knows no such set.
func (p *RegistryProfile) KeySet() (storage.KeySet, bool) {
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

// defaultCredentials takes those of a bucket that the profile claims.
func (p *RegistryProfile) defaultCredentials(store *storage.Store) {
	if p.Spec.Credentials == nil && store != nil && store.Bucket != nil {
		p.Spec.Credentials = &Credentials{ObjectBucketClaim: &FromBucketClaim{}}
		p.record(field.NewPath("spec", "credentials"), ByDefault, "the bucket is claimed here")
	}
}

func (p *RegistryProfile) checkCredentials() field.ErrorList {
	c := p.Spec.Credentials
	if c == nil {
		return nil
	}
	path := field.NewPath("spec", "credentials")
	set := 0
	for _, is := range []bool{c.ExternalSecret != nil, c.ObjectBucketClaim != nil, c.ExistingSecret != nil} {
		if is {
			set++
		}
	}
	const advice = "write exactly one of externalSecret, objectBucketClaim, existingSecret; or leave spec.credentials out to use the cluster's own"
	switch set {
	case 0:
		return field.ErrorList{field.Required(path, advice)}
	case 1:
		return nil
	default:
		return field.ErrorList{field.Forbidden(path, advice)}
	}
}

// checkReferences finds external secrets that say both or neither of where the
// values are.
func (p *RegistryProfile) checkReferences() field.ErrorList {
	var errs field.ErrorList
	for _, ref := range p.References() {
		if (ref.RemoteKey == "") == (len(ref.Data) == 0) {
			errs = append(errs, field.Forbidden(ref.Path, "write either remoteKey (the properties have the names of the keys) or data (a mapping)"))
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
	*storage.ExternalSecret
	// Path of the reference in the profile.
	Path *field.Path
	// Secret is the name of the secret that it makes.
	Secret string
	// Required keys of the secret, and those that it may have besides.
	Required, Optional []string
}

// References returns the external secrets of the profile.
func (p *RegistryProfile) References() []Reference {
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

// Advise implements strict.Adviser, for the places where people look for a
// field for a credential first.
func (*Spec) Advise(unknown string) string { return storage.AdviseCredential(unknown) }

// Advise implements strict.Adviser.
func (*Storage) Advise(unknown string) string { return storage.AdviseCredential(unknown) }

// Advise implements strict.Adviser.
func (*Credentials) Advise(unknown string) string { return storage.AdviseCredential(unknown) }

// Advise implements strict.Adviser.
func (*CredentialsSecret) Advise(unknown string) string { return storage.AdviseCredential(unknown) }

var accessKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b(AKIA|ASIA)[0-9A-Z]{16}\b`) })

// credential reports whether a value is a credential by its looks.
func credential(value string) bool {
	return strings.Contains(value, "PRIVATE KEY-----") ||
		(strings.Contains(value, "AKIA") || strings.Contains(value, "ASIA")) && accessKey().MatchString(value)
}

// pastedCredentials finds values that are credentials by their looks. The
// value is not shown.
func pastedCredentials(node *yaml.Node, path *field.Path) field.ErrorList {
	var errs field.ErrorList
	switch node.Kind {
	case yaml.ScalarNode:
		if credential(node.Value) {
			errs = append(errs, field.Forbidden(path, "the value looks like a credential; "+storage.NoCredentials))
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			errs = append(errs, pastedCredentials(node.Content[i+1], path.Child(strings.TrimSpace(node.Content[i].Value)))...)
		}
	default:
		for i, child := range node.Content {
			errs = append(errs, pastedCredentials(child, path.Index(i))...)
		}
	}
	return errs
}
