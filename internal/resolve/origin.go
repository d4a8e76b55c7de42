package resolve

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// Origin extends the Origin of the API with the origins of the fields below the
// value.
type Origin struct {
	v1alpha1.Origin
	profile *Profile
	// owned lists fields of the value whose defaults follow from the backend.
	owned map[string]string
	// sources maps paths below the value to paths of the profile's fields, where
	// the names differ.
	sources map[string]string
}

// From returns the origin of a value whose fields come from other fields of the
// profile. sources maps paths below the value to the paths of these fields. The
// path "*" matches every field.
func (o Origin) From(sources map[string]string) Origin {
	o.sources = sources
	return o
}

// Owning returns the origin of a value in which the backend owns fields: their
// defaults are not suggestions, and replace existing values. reasons has the
// names of the fields.
func (o Origin) Owning(reasons map[string]string) Origin {
	o.owned = reasons
	return o
}

// Child returns the origin of a field of the value.
func (o Origin) Child(key string) Origin {
	child := o.child(key)
	if reason, ok := o.owned[key]; ok && child.By == v1alpha1.ByDefault {
		return Derived(v1alpha1.ByBackend, child.Path, reason)
	}
	return child
}

func (o Origin) child(key string) Origin {
	if o.By != v1alpha1.ByProfile || o.profile == nil {
		return o
	}
	if path, ok := o.sources["*"]; ok {
		return o.profile.Origin(path).From(o.sources)
	}
	if path, ok := o.sources[key]; ok {
		return o.profile.Origin(path)
	}
	below := map[string]string{}
	for path, source := range o.sources {
		if rest, ok := strings.CutPrefix(path, key+"."); ok {
			below[rest] = source
		}
	}
	return o.profile.Origin(o.Path + "." + key).From(below)
}

// Derived returns the origin of a value that follows from other values.
func Derived(by v1alpha1.By, path, reason string) Origin {
	return Origin{Origin: v1alpha1.Origin{By: by, Path: path, Reason: reason}}
}

// Origin returns the origin of the value at path.
func (p *Profile) Origin(path string) Origin {
	if o, known := p.origins[path]; known {
		return Origin{Origin: o}
	}
	return Origin{Origin: v1alpha1.Origin{By: v1alpha1.ByProfile, Path: path}, profile: p}
}

func (p *Profile) record(path *field.Path, by v1alpha1.By, reason string) {
	p.origins[path.String()] = v1alpha1.Origin{By: by, Path: path.String(), Reason: reason}
}
