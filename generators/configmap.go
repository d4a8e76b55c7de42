package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/manifest"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// configMap holds certificates of CAs to trust.
func configMap(p *desired.Plan) []*manifest.Object {
	var objects []*manifest.Object
	for _, c := range p.ConfigMaps {
		o := manifest.New(openshift.ConfigMap, openshift.ConfigNamespace, c.Name)
		manifest.Set(o, c.Data, "data")
		objects = append(objects, o)
	}
	return objects
}
