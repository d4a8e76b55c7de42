package resolve

import "k8s.io/apimachinery/pkg/util/validation/field"

// By tells who decided a value.
type By int

const (
	// ByProfile is a value that the profile sets.
	ByProfile By = iota
	// ByDefault is a value that the profile leaves open, and that only fills
	// in where nobody has set another.
	ByDefault
	// ByBackend is a value that the storage leaves no choice in.
	ByBackend
)

// Origin tells where a value comes from.
type Origin struct {
	By By
	// Path of the profile's field that holds the value, for example
	// spec.registry.replicas.
	Path string
	// Reason for the value, if the profile did not set it; empty for a plain
	// default.
	Reason string

	profile *RegistryProfile
}

// Child returns where a field of the value comes from.
func (o Origin) Child(key string) Origin {
	if o.By != ByProfile || o.profile == nil {
		return o
	}
	return o.profile.Origin(o.Path + "." + key)
}

// Origin returns where the value at path comes from.
func (p *RegistryProfile) Origin(path string) Origin {
	if o, known := p.origins[path]; known {
		return o
	}
	return Origin{By: ByProfile, Path: path, profile: p}
}

func (p *RegistryProfile) record(path *field.Path, by By, reason string) {
	if p.origins == nil {
		p.origins = map[string]Origin{}
	}
	p.origins[path.String()] = Origin{By: by, Path: path.String(), Reason: reason}
}
