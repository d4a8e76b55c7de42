package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// imagePruner generates the ImagePruner, which prunes unused images.
func imagePruner(state *desired.State) []*Object {
	if !state.ImagePruner.Set {
		return nil
	}
	o := newObject(openshift.ImagePruner, "", openshift.ClusterName)
	set(o, state.ImagePruner, "spec")
	dropRoles(o, state.PrunerRolesReplaced)
	return single(o)
}
