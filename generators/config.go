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
	for _, f := range c.Fields {
		set(o, f.Value, "spec", f.Config)
	}
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
