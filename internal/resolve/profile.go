package resolve

import (
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Profile is a RegistryProfile with all defaults set and the origin of each
// value. It is immutable after Resolve returns it.
type Profile struct {
	*v1alpha1.RegistryProfile
	// Written is the profile without defaults.
	Written *v1alpha1.RegistryProfile

	release openshift.Release
	origins map[string]v1alpha1.Origin
}

// Resolve sets the defaults in a copy of the profile and returns it with every
// error that the types and their tags cannot express.
func Resolve(written *v1alpha1.RegistryProfile) (*Profile, field.ErrorList) {
	p := WithDefaults(written)
	return p, p.check()
}

// WithDefaults sets the defaults in a copy of the profile, and does not check it.
func WithDefaults(written *v1alpha1.RegistryProfile) *Profile {
	p := &Profile{RegistryProfile: written.DeepCopy(), Written: written, origins: map[string]v1alpha1.Origin{}}
	if release, err := openshift.ParseRelease(p.Spec.OpenShift.Version); err == nil {
		p.release = release.Nearest()
	}
	p.setDefaults()
	return p
}

// Release returns the minor release of spec.openshift.version, or the last
// supported one instead of a newer one.
func (p *Profile) Release() openshift.Release { return p.release }
