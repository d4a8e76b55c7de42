package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// config is the registry operator's configuration. It never holds httpSecret,
// observedConfig or status, which are the operator's.
func config(p *desired.Plan) []*Object {
	c := p.Config
	o := newObject(openshift.Config, "", openshift.ClusterName)
	set(o, c.ManagementState, "spec", "managementState")
	set(o, c.LogLevel, "spec", "logLevel")
	set(o, c.OperatorLogLevel, "spec", "operatorLogLevel")
	set(o, c.UnsupportedConfigOverrides, "spec", "unsupportedConfigOverrides")
	set(o, c.Proxy, "spec", "proxy")
	set(o, c.ReadOnly, "spec", "readOnly")
	set(o, c.DisableRedirect, "spec", "disableRedirect")
	set(o, c.Requests, "spec", "requests")
	set(o, c.DefaultRoute, "spec", "defaultRoute")
	set(o, c.Routes, "spec", "routes")
	set(o, c.Replicas, "spec", "replicas")
	set(o, c.Resources, "spec", "resources")
	set(o, c.NodeSelector, "spec", "nodeSelector")
	set(o, c.Tolerations, "spec", "tolerations")
	set(o, c.RolloutStrategy, "spec", "rolloutStrategy")
	set(o, c.Affinity, "spec", "affinity")
	set(o, c.TopologySpreadConstraints, "spec", "topologySpreadConstraints")
	if s := c.Storage; s != nil {
		set(o, s.ManagementState, "spec", "storage", "managementState")
		set(o, s.Stanza, "spec", "storage", s.Key)
		set(o, s.Fill, "spec", "storage", s.Key)
		for _, key := range s.Drop {
			o.drop("the profile says no", "spec", "storage", s.Key, key)
		}
		if s.Replaces.Made {
			o.drop("spec.delivery.storageChange gives it up", "spec", "storage", s.Replaces.Value)
		}
	}
	return one(o)
}
