package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// configMap holds certificates of CAs to trust.
func configMap(p *desired.Plan) []*Object {
	var objects []*Object
	for _, c := range p.ConfigMaps {
		o := newObject(openshift.ConfigMap, openshift.ConfigNamespace, c.Name)
		set(o, c.Data, "data")
		objects = append(objects, o)
	}
	return objects
}
