package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// persistentVolumeClaim is the claim that the registry stores its images on.
func persistentVolumeClaim(p *desired.Plan) []*Object {
	c := p.Claim
	if c == nil {
		return nil
	}
	o := newObject(openshift.PersistentVolumeClaim, openshift.RegistryNamespace, c.Name)
	if c.Annotated.Made {
		o.fixed("true", c.Annotated.Origin.Reason, "metadata", "annotations", openshift.ClaimAnnotation)
	}
	set(o, c.AccessModes, "spec", "accessModes")
	set(o, c.Size, "spec", "resources", "requests", "storage")
	set(o, c.StorageClassName, "spec", "storageClassName")
	o.fixed("Filesystem", "the registry writes files, not blocks", "spec", "volumeMode")
	return one(o)
}
