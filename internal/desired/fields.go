package desired

import (
	"reflect"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// ConfigField maps a field of a profile to a field of the registry operator's
// Config.
type ConfigField struct {
	// Profile and Config are the paths of the field, relative to spec.
	Profile, Config string
	// Empty reports whether an empty map is a value, distinct from an absent
	// field.
	Empty bool
	// derive computes the value; nil copies it.
	derive func(*resolve.Profile) Decision[any]
}

// Copied reports whether the profile and Config have the same value.
func (f ConfigField) Copied() bool { return f.derive == nil }

// ConfigFields maps all fields of Config except the storage, which the backends
// define. The desired state is computed from it, and an existing Config is
// imported with it.
var ConfigFields = []ConfigField{
	{Profile: "registry.managementState", Config: "managementState"},
	{Profile: "registry.logLevel", Config: "logLevel"},
	{Profile: "registry.operatorLogLevel", Config: "operatorLogLevel"},
	{Profile: "registry.unsupportedConfigOverrides", Config: "unsupportedConfigOverrides"},
	{Profile: "registry.proxy", Config: "proxy"},
	{Profile: "registry.readOnly", Config: "readOnly"},
	{Profile: "registry.disableRedirect", Config: "disableRedirect"},
	{Profile: "registry.requests", Config: "requests"},
	{Profile: "exposure.defaultRoute", Config: "defaultRoute"},
	{Profile: "exposure.routes", Config: "routes", derive: routes},
	{Profile: "registry.replicas", Config: "replicas"},
	{Profile: "registry.resources", Config: "resources"},
	{Profile: "registry.nodeSelector", Config: "nodeSelector"},
	{Profile: "registry.tolerations", Config: "tolerations"},
	{Profile: "registry.rolloutStrategy", Config: "rolloutStrategy"},
	// An empty affinity removes the anti-affinity of the operator.
	{Profile: "registry.affinity", Config: "affinity", Empty: true},
	{Profile: "registry.topologySpreadConstraints", Config: "topologySpreadConstraints", derive: spread},
}

// decide returns the desired value of the field.
func (f ConfigField) decide(p *resolve.Profile) Decision[any] {
	if f.derive != nil {
		return f.derive(p)
	}
	value := decode.Lookup(p.Spec, strings.Split(f.Profile, ".")...)
	for value.IsValid() && value.Kind() == reflect.Pointer {
		if value.IsNil() {
			return Decision[any]{}
		}
		set := f.Empty || value.Elem().Kind() != reflect.Struct // false and 0 are set
		value = value.Elem()
		if set {
			return f.decision(p, value)
		}
	}
	if !value.IsValid() || empty(value) {
		return Decision[any]{}
	}
	return f.decision(p, value)
}

func (f ConfigField) decision(p *resolve.Profile, value reflect.Value) Decision[any] {
	return Decision[any]{Value: value.Interface(), Origin: p.Origin("spec." + f.Profile), Set: true}
}

// Route is an element of Config.spec.routes.
type Route struct {
	Name       string `json:"name"`
	Hostname   string `json:"hostname,omitempty"`
	SecretName string `json:"secretName,omitempty"`
}

func routes(p *resolve.Profile) Decision[any] {
	var all []Route
	for _, r := range p.Spec.Exposure.Routes {
		all = append(all, Route{r.Name, r.Hostname, r.SecretName})
	}
	return untyped(decided(p, "spec.exposure.routes", all))
}

func spread(p *resolve.Profile) Decision[any] {
	return untyped(constraints(p))
}

func untyped[T []Route | []corev1.TopologySpreadConstraint](d Decision[T]) Decision[any] {
	return Decision[any]{Value: d.Value, Origin: d.Origin, Set: d.Set}
}
