package desired

import (
	"reflect"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// State is the desired state of the cluster that one profile describes.
type State struct {
	// Profile is the name of the profile.
	Profile string
	// Tool is the tool that applies the manifests.
	Tool string
	// Config is the configuration of the registry operator.
	Config Config
	// StorageChange is the step that changes the storage type, or nil.
	StorageChange *StorageChange
	// Claim is the PersistentVolumeClaim to generate, or nil.
	Claim *Claim
	// StorageClass is the storage class to generate for the claim, or nil.
	StorageClass *StorageClass
	// PersistentVolume is the static volume to generate for the claim, or nil.
	PersistentVolume *PersistentVolume
	// Bucket is the ObjectBucketClaim to generate or to use, or nil.
	Bucket *Bucket
	// BucketJob is the Job that prepares the bucket of the claim, or nil.
	BucketJob *BucketJob
	// Secrets are generated from values in a secret store.
	Secrets []ExternalSecret
	// Certificates are issued for routes.
	Certificates []Certificate
	// ConfigMaps are generated from certificates.
	ConfigMaps []ConfigMap
	// AdditionalTrustedCA is the name of the ConfigMap to which
	// image.config.openshift.io/cluster must refer.
	AdditionalTrustedCA Decision[string]
	// ImageConfig are the other fields of image.config.openshift.io/cluster.
	ImageConfig []DecidedField
	// ImagePruner is the configuration of the image pruner.
	ImagePruner Decision[v1alpha1.ImagePruner]
	// PrunerRolesReplaced lists labels that spec.nodeSelector of the ImagePruner must
	// not have.
	PrunerRolesReplaced []string
	// Bindings grant access to images.
	Bindings []Binding
	// Scrapers can read the metrics of the registry.
	Scrapers Decision[[]v1alpha1.Subject]
}

// New returns the desired state of a profile. The profile must be valid.
func New(p *resolve.Profile) *State {
	state := &State{
		Profile:             p.Name,
		Tool:                p.Spec.Delivery.Tool,
		Config:              newConfig(p),
		StorageChange:       newStorageChange(p),
		Bucket:              newBucket(p),
		BucketJob:           newBucketJob(p),
		Secrets:             newSecrets(p),
		Certificates:        newCertificates(p),
		ConfigMaps:          newConfigMaps(p),
		AdditionalTrustedCA: additionalTrustedCA(p),
		ImageConfig:         newImageConfig(p),
		ImagePruner:         newImagePruner(p),
		PrunerRolesReplaced: p.RolesReplaced("spec.imagePruner"),
		Bindings:            newBindings(p),
		Scrapers:            newScrapers(p),
	}
	state.Claim, state.StorageClass, state.PersistentVolume = newClaim(p)
	if b := state.Bucket; b != nil && b.Credentials != nil {
		state.Secrets = append(state.Secrets, b.Credentials.Secret)
	}
	return state
}

func newImagePruner(p *resolve.Profile) Decision[v1alpha1.ImagePruner] {
	if p.Spec.ImagePruner == nil {
		return Decision[v1alpha1.ImagePruner]{}
	}
	pruner := *p.Spec.ImagePruner
	pruner.Placement = "" // the node selector and the tolerations express it
	if empty(reflect.ValueOf(pruner.Resources)) {
		pruner.Resources = nil // an empty map has no effect
	}
	return decided(p, "spec.imagePruner", pruner)
}

func newScrapers(p *resolve.Profile) Decision[[]v1alpha1.Subject] {
	if p.Spec.Metrics == nil {
		return Decision[[]v1alpha1.Subject]{}
	}
	return decided(p, "spec.metrics.subjects", p.Spec.Metrics.Subjects)
}

// Decision is a value and its origin. If a decision is not set, the field is
// left to its owner.
type Decision[T any] struct {
	Value  T
	Origin resolve.Origin
	Set    bool
}

// Pointer returns the value for an optional field of a Kubernetes type, or nil
// if the decision is not set.
func (d Decision[T]) Pointer() *T {
	if !d.Set {
		return nil
	}
	return &d.Value
}

// decided returns a decision for the profile's field at path. It is not set if
// the value is empty.
func decided[T any](p *resolve.Profile, path string, value T) Decision[T] {
	if empty(reflect.ValueOf(value)) {
		return Decision[T]{}
	}
	return Decision[T]{Value: value, Origin: p.Origin(path), Set: true}
}

// pointed returns a decision for the profile's field at path. It is not set if
// the field is absent. Unlike with decided, false and {} are values because the
// profile sets them explicitly.
func pointed[T any](p *resolve.Profile, path string, value *T) Decision[T] {
	if value == nil {
		return Decision[T]{}
	}
	return Decision[T]{Value: *value, Origin: p.Origin(path), Set: true}
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
