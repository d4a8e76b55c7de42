package generators

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// configMap holds certificates of CAs to trust.
func configMap(p *desired.Plan) []*Object {
	var objects []*Object
	for _, c := range p.ConfigMaps {
		objects = append(objects, typed(openshift.ConfigMap, &corev1.ConfigMap{
			ObjectMeta: named(openshift.ConfigNamespace, c.Name),
			Data:       c.Data.Value,
		}, origins{"data": c.Data.Origin}))
	}
	return objects
}
