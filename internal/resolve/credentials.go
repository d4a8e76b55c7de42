package resolve

import (
	"regexp"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// KeySet returns the keys that the credentials in a store must have, and
// false if the backend takes none or knows no such set.
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

// defaultCredentials takes those of a bucket that the profile claims.
func (p *Profile) defaultCredentials(store *storage.Store) {
	if p.Spec.Credentials == nil && store != nil && store.Bucket != nil {
		p.Spec.Credentials = &v1alpha1.Credentials{ObjectBucketClaim: &v1alpha1.FromBucketClaim{}}
		p.record(field.NewPath("spec", "credentials"), v1alpha1.ByDefault, "the bucket is claimed here")
	}
}

func (p *Profile) checkCredentials() field.ErrorList {
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
func (p *Profile) checkReferences() field.ErrorList {
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
	*v1alpha1.ExternalSecret
	// Path of the reference in the profile.
	Path *field.Path
	// Secret is the name of the secret that it makes.
	Secret string
	// Required keys of the secret, and those that it may have besides.
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
			errs = append(errs, field.Forbidden(path, "the value looks like a credential; "+NoCredentials))
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
