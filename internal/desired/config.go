package desired

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Config is what a profile decides about the operator's Config. The fields
// have the names of Config.spec.
type Config struct {
	ManagementState            Decision[string]
	Replicas                   Decision[int32]
	RolloutStrategy            Decision[string]
	LogLevel                   Decision[string]
	OperatorLogLevel           Decision[string]
	ReadOnly                   Decision[bool]
	DisableRedirect            Decision[bool]
	Proxy                      Decision[v1alpha1.Proxy]
	Requests                   Decision[*v1alpha1.Requests]
	Resources                  Decision[*corev1.ResourceRequirements]
	NodeSelector               Decision[map[string]string]
	Tolerations                Decision[[]corev1.Toleration]
	Affinity                   Decision[corev1.Affinity]
	TopologySpreadConstraints  Decision[[]corev1.TopologySpreadConstraint]
	UnsupportedConfigOverrides Decision[v1alpha1.Overrides]
	DefaultRoute               Decision[bool]
	Routes                     Decision[[]Route]
	Storage                    *Storage
}

// Storage is Config.spec.storage. It is nil where storage is left alone.
type Storage struct {
	ManagementState Decision[string]
	// Key of the storage type, for example s3.
	Key string
	// Stanza is the value under that key.
	Stanza Decision[any]
	// Drop holds keys of the stanza that shall not be there.
	Drop []string
	// Replaces is the storage type that is given up.
	Replaces Decision[string]
	// Fill is written only where the stanza has no value of its own yet.
	Fill Decision[any]
}

// Route is an element of Config.spec.routes.
type Route struct {
	Name       string `json:"name"`
	Hostname   string `json:"hostname,omitempty"`
	SecretName string `json:"secretName,omitempty"`
}

func newRoutes(p *resolve.Profile) []Route {
	var routes []Route
	for _, r := range p.Spec.Exposure.Routes {
		routes = append(routes, Route{r.Name, r.Hostname, r.SecretName})
	}
	return routes
}

func newConfig(p *resolve.Profile) Config {
	r := p.Spec.Registry
	const path = "spec.registry."
	return Config{
		ManagementState:            decided(p, path+"managementState", r.ManagementState),
		Replicas:                   pointed(p, path+"replicas", r.Replicas),
		RolloutStrategy:            decided(p, path+"rolloutStrategy", r.RolloutStrategy),
		LogLevel:                   decided(p, path+"logLevel", r.LogLevel),
		OperatorLogLevel:           decided(p, path+"operatorLogLevel", r.OperatorLogLevel),
		ReadOnly:                   pointed(p, path+"readOnly", r.ReadOnly),
		DisableRedirect:            pointed(p, path+"disableRedirect", r.DisableRedirect),
		Proxy:                      decided(p, path+"proxy", r.Proxy),
		Requests:                   decided(p, path+"requests", r.Requests),
		Resources:                  decided(p, path+"resources", r.Resources),
		NodeSelector:               decided(p, path+"nodeSelector", r.NodeSelector),
		Tolerations:                decided(p, path+"tolerations", r.Tolerations),
		Affinity:                   pointed(p, path+"affinity", r.Affinity),
		TopologySpreadConstraints:  spread(p),
		UnsupportedConfigOverrides: decided(p, path+"unsupportedConfigOverrides", r.UnsupportedConfigOverrides),
		DefaultRoute:               pointed(p, "spec.exposure.defaultRoute", p.Spec.Exposure.DefaultRoute),
		Routes:                     decided(p, "spec.exposure.routes", newRoutes(p)),
		Storage:                    newStorage(p),
	}
}

func newStorage(p *resolve.Profile) *Storage {
	backend, ok := p.Backend()
	if !ok {
		return nil
	}
	store := p.Store()
	path := "spec.storage." + backend.Key
	s := &Storage{
		ManagementState: decided(p, "spec.storage.managementState", p.Spec.Storage.ManagementState),
		Key:             backend.Facts().ConfigKey,
		Stanza:          pointed(p, path, &store.Stanza),
		Drop:            store.Drop,
	}
	if change := p.Spec.Delivery.StorageChange; change != nil {
		s.Replaces = decided(p, "spec.delivery.storageChange.from", change.From)
	}
	if store.Fill != nil {
		s.Fill = Decision[any]{
			Value:  store.Fill,
			Origin: resolve.Derived(v1alpha1.ByDefault, path, "left out, it would stay behind when the storage type changes"),
			Made:   true,
		}
	}
	return s
}
