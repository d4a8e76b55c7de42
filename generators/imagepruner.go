package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/manifest"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// imagePruner prunes images that nothing uses any more.
func imagePruner(p *desired.Plan) []*manifest.Object {
	if !p.ImagePruner.Made {
		return nil
	}
	o := manifest.New(openshift.ImagePruner, "", openshift.ClusterName)
	manifest.Set(o, p.ImagePruner, "spec")
	return one(o)
}
