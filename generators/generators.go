package generators

import (
	"github.com/registry-profile/registry-profile/fn/manifest"
	"github.com/registry-profile/registry-profile/fn/plan"
)

// Generate returns the objects that the plan wants, in the order in which
// kustomize would sort them: what others refer to comes first.
func Generate(p *plan.Plan) []*manifest.Object {
	var objects []*manifest.Object
	for _, generate := range []func(*plan.Plan) *manifest.Object{
		storageClass,
		persistentVolumeClaim,
		config,
	} {
		if o := generate(p); o != nil {
			objects = append(objects, o)
		}
	}
	return objects
}
