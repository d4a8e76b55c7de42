package plan

import (
	"reflect"

	"github.com/registry-profile/registry-profile/fn/profile"
)

// Plan is everything that one profile decides.
type Plan struct {
	// Profile is the name of the profile.
	Profile string
	// Config is the registry operator's configuration.
	Config Config
	// Claim is the claim to make, if any.
	Claim *Claim
	// StorageClass is the class to make for the claim, if any.
	StorageClass *StorageClass
}

// New decides. The profile must be free of errors.
func New(p *profile.RegistryProfile) *Plan {
	plan := &Plan{Profile: p.Name, Config: newConfig(p)}
	plan.Claim, plan.StorageClass = newClaim(p)
	return plan
}

// Decision is a value, and where it comes from. A decision that was not made
// leaves the field to whoever owns it.
type Decision[T any] struct {
	Value  T
	Origin profile.Origin
	Made   bool
}

// decided is the value of the profile's field at path, unless it is empty.
func decided[T any](p *profile.RegistryProfile, path string, value T) Decision[T] {
	if empty(reflect.ValueOf(value)) {
		return Decision[T]{}
	}
	return Decision[T]{Value: value, Origin: p.Origin(path), Made: true}
}

// pointed is the value of the profile's field at path, unless it is absent.
// Other than with decided, false and {} count as values: the profile says so.
func pointed[T any](p *profile.RegistryProfile, path string, value *T) Decision[T] {
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
