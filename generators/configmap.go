package generators

import (
	"github.com/registry-profile/registry-profile/fn/manifest"
	"github.com/registry-profile/registry-profile/fn/openshift"
	"github.com/registry-profile/registry-profile/fn/plan"
)

// configMap holds certificates of CAs to trust.
func configMap(p *plan.Plan) []*manifest.Object {
	var objects []*manifest.Object
	for _, c := range p.ConfigMaps {
		o := manifest.New(openshift.ConfigMap, openshift.ConfigNamespace, c.Name)
		manifest.Set(o, c.Data, "data")
		objects = append(objects, o)
	}
	return objects
}
