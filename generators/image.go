package generators

import (
	"strings"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// image generates the cluster-wide image configuration. It sets only the fields of
// the profile because other tools own the rest of the object.
func image(state *desired.State) []*Object {
	o := newObject(openshift.Image, "", openshift.ClusterName)
	set(o, state.AdditionalTrustedCA, "spec", "additionalTrustedCA", "name")
	for _, f := range state.ImageConfig {
		set(o, f.Value, append([]string{"spec"}, strings.Split(f.Path, ".")...)...)
	}
	if len(o.Fields) == 0 {
		return nil
	}
	return single(o)
}
