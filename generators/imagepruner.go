package generators

import (
	"github.com/registry-profile/registry-profile/fn/manifest"
	"github.com/registry-profile/registry-profile/fn/openshift"
	"github.com/registry-profile/registry-profile/fn/plan"
)

// imagePruner prunes images that nothing uses any more.
func imagePruner(p *plan.Plan) []*manifest.Object {
	if !p.ImagePruner.Made {
		return nil
	}
	o := manifest.New(openshift.ImagePruner, "", openshift.ClusterName)
	manifest.Set(o, p.ImagePruner, "spec")
	return one(o)
}
