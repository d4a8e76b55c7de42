package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// imagePruner prunes images that nothing uses any more.
func imagePruner(p *desired.Plan) []*Object {
	if !p.ImagePruner.Made {
		return nil
	}
	o := newObject(openshift.ImagePruner, "", openshift.ClusterName)
	set(o, p.ImagePruner, "spec")
	return one(o)
}
