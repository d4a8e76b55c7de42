package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/manifest"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// persistentVolumeClaim is the claim that the registry stores its images on.
func persistentVolumeClaim(p *desired.Plan) []*manifest.Object {
	c := p.Claim
	if c == nil {
		return nil
	}
	o := manifest.New(openshift.PersistentVolumeClaim, openshift.RegistryNamespace, c.Name)
	if c.Annotated.Made {
		o.Fixed("true", c.Annotated.Origin.Reason, "metadata", "annotations", openshift.ClaimAnnotation)
	}
	manifest.Set(o, c.AccessModes, "spec", "accessModes")
	manifest.Set(o, c.Size, "spec", "resources", "requests", "storage")
	manifest.Set(o, c.StorageClassName, "spec", "storageClassName")
	o.Fixed("Filesystem", "the registry writes files, not blocks", "spec", "volumeMode")
	return one(o)
}
