package resolve

import (
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// Origin is an Origin of the API that knows the origins of the fields below it.
type Origin struct {
	v1alpha1.Origin
	profile *Profile
}

// Child returns where a field of the value comes from.
func (o Origin) Child(key string) Origin {
	if o.By != v1alpha1.ByProfile || o.profile == nil {
		return o
	}
	return o.profile.Origin(o.Path + "." + key)
}

// Derived returns the origin of a value that follows from other values.
func Derived(by v1alpha1.By, path, reason string) Origin {
	return Origin{Origin: v1alpha1.Origin{By: by, Path: path, Reason: reason}}
}

// Origin returns where the value at path comes from.
func (p *Profile) Origin(path string) Origin {
	if o, known := p.origins[path]; known {
		return Origin{Origin: o}
	}
	return Origin{v1alpha1.Origin{By: v1alpha1.ByProfile, Path: path}, p}
}

func (p *Profile) record(path *field.Path, by v1alpha1.By, reason string) {
	p.origins[path.String()] = v1alpha1.Origin{By: by, Path: path.String(), Reason: reason}
}
