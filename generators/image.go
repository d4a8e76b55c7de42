package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// image is the cluster-wide image configuration. Others own the rest of it, so
// it holds the one field and nothing else.
func image(p *desired.Plan) []*Object {
	if !p.AdditionalTrustedCA.Made {
		return nil
	}
	o := newObject(openshift.Image, "", openshift.ClusterName)
	set(o, p.AdditionalTrustedCA, "spec", "additionalTrustedCA", "name")
	return one(o)
}
