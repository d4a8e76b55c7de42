package desired

import (
	"reflect"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Plan is everything that one profile decides.
type Plan struct {
	// Profile is the name of the profile.
	Profile string
	// Tool is what applies the manifests.
	Tool string
	// Config is the registry operator's configuration.
	Config Config
	// StorageChange is the step that changes the kind of storage, if any.
	StorageChange *StorageChange
	// Claim is the claim to make, if any.
	Claim *Claim
	// StorageClass is the class to make for the claim, if any.
	StorageClass *StorageClass
	// Bucket is the bucket to claim, if any.
	Bucket *Bucket
	// Secrets are those to make from values in a store.
	Secrets []ExternalSecret
	// ConfigMaps are those with certificates to make.
	ConfigMaps []ConfigMap
	// AdditionalTrustedCA is the ConfigMap that image.config shall refer to.
	AdditionalTrustedCA Decision[string]
	// ImagePruner is the configuration of the pruner.
	ImagePruner Decision[v1alpha1.ImagePruner]
	// Bindings give access to images.
	Bindings []Binding
	// Scrapers may read the registry's metrics.
	Scrapers Decision[[]v1alpha1.Subject]
}

// New decides. The profile must be free of errors.
func New(p *resolve.Profile) *Plan {
	plan := &Plan{
		Profile:             p.Name,
		Tool:                p.Spec.Delivery.Tool,
		Config:              newConfig(p),
		StorageChange:       newStorageChange(p),
		Bucket:              newBucket(p),
		Secrets:             newSecrets(p),
		ConfigMaps:          newConfigMaps(p),
		AdditionalTrustedCA: additionalTrustedCA(p),
		ImagePruner:         newImagePruner(p),
		Bindings:            newBindings(p),
		Scrapers:            newScrapers(p),
	}
	plan.Claim, plan.StorageClass = newClaim(p)
	if b := plan.Bucket; b != nil && b.Credentials != nil {
		plan.Secrets = append(plan.Secrets, b.Credentials.Secret)
	}
	return plan
}

func newImagePruner(p *resolve.Profile) Decision[v1alpha1.ImagePruner] {
	if p.Spec.ImagePruner == nil {
		return Decision[v1alpha1.ImagePruner]{}
	}
	pruner := *p.Spec.ImagePruner
	if empty(reflect.ValueOf(pruner.Resources)) {
		pruner.Resources = nil // an empty map says nothing
	}
	return decided(p, "spec.imagePruner", pruner)
}

func newScrapers(p *resolve.Profile) Decision[[]v1alpha1.Subject] {
	if p.Spec.Metrics == nil {
		return Decision[[]v1alpha1.Subject]{}
	}
	return decided(p, "spec.metrics.subjects", p.Spec.Metrics.Subjects)
}

// Decision is a value, and where it comes from. A decision that was not made
// leaves the field to whoever owns it.
type Decision[T any] struct {
	Value  T
	Origin resolve.Origin
	Made   bool
}

// Pointer returns the value for an optional field of a Kubernetes type: nil if
// the decision was not made.
func (d Decision[T]) Pointer() *T {
	if !d.Made {
		return nil
	}
	return &d.Value
}

// decided is the value of the profile's field at path, unless it is empty.
func decided[T any](p *resolve.Profile, path string, value T) Decision[T] {
	if empty(reflect.ValueOf(value)) {
		return Decision[T]{}
	}
	return Decision[T]{Value: value, Origin: p.Origin(path), Made: true}
}

// pointed is the value of the profile's field at path, unless it is absent.
// Other than with decided, false and {} count as values: the profile says so.
func pointed[T any](p *resolve.Profile, path string, value *T) Decision[T] {
	if value == nil {
		return Decision[T]{}
	}
	return Decision[T]{Value: *value, Origin: p.Origin(path), Made: true}
}

func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer:
		return v.IsNil() || empty(v.Elem())
	case reflect.Map, reflect.Slice:
		return v.Len() == 0
	default:
		return v.IsZero()
	}
}
