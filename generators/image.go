package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// image generates the cluster-wide image configuration. It sets a single field
// because other tools own the rest of the object.
func image(state *desired.State) []*Object {
	if !state.AdditionalTrustedCA.Set {
		return nil
	}
	o := newObject(openshift.Image, "", openshift.ClusterName)
	set(o, state.AdditionalTrustedCA, "spec", "additionalTrustedCA", "name")
	return single(o)
}
