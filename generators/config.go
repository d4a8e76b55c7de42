package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/manifest"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// config is the registry operator's configuration. It never holds httpSecret,
// observedConfig or status, which are the operator's.
func config(p *desired.Plan) []*manifest.Object {
	c := p.Config
	o := manifest.New(openshift.Config, "", openshift.ClusterName)
	manifest.Set(o, c.ManagementState, "spec", "managementState")
	manifest.Set(o, c.LogLevel, "spec", "logLevel")
	manifest.Set(o, c.OperatorLogLevel, "spec", "operatorLogLevel")
	manifest.Set(o, c.UnsupportedConfigOverrides, "spec", "unsupportedConfigOverrides")
	manifest.Set(o, c.Proxy, "spec", "proxy")
	manifest.Set(o, c.ReadOnly, "spec", "readOnly")
	manifest.Set(o, c.DisableRedirect, "spec", "disableRedirect")
	manifest.Set(o, c.Requests, "spec", "requests")
	manifest.Set(o, c.DefaultRoute, "spec", "defaultRoute")
	manifest.Set(o, c.Routes, "spec", "routes")
	manifest.Set(o, c.Replicas, "spec", "replicas")
	manifest.Set(o, c.Resources, "spec", "resources")
	manifest.Set(o, c.NodeSelector, "spec", "nodeSelector")
	manifest.Set(o, c.Tolerations, "spec", "tolerations")
	manifest.Set(o, c.RolloutStrategy, "spec", "rolloutStrategy")
	manifest.Set(o, c.Affinity, "spec", "affinity")
	manifest.Set(o, c.TopologySpreadConstraints, "spec", "topologySpreadConstraints")
	if s := c.Storage; s != nil {
		manifest.Set(o, s.ManagementState, "spec", "storage", "managementState")
		manifest.Set(o, s.Stanza, "spec", "storage", s.Key)
		manifest.Set(o, s.Fill, "spec", "storage", s.Key)
		for _, key := range s.Drop {
			o.Drop("the profile says no", "spec", "storage", s.Key, key)
		}
		if s.Replaces.Made {
			o.Drop("spec.delivery.storageChange gives it up", "spec", "storage", s.Replaces.Value)
		}
	}
	return one(o)
}
