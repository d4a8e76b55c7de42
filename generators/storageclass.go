package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/manifest"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// storageClass is a class for the registry's claim alone, for example of
// Cinder volumes in one availability zone.
func storageClass(p *desired.Plan) []*manifest.Object {
	c := p.StorageClass
	if c == nil {
		return nil
	}
	o := manifest.New(openshift.StorageClass, "", c.Name)
	manifest.Set(o, c.Provisioner, "provisioner")
	manifest.Set(o, c.Parameters, "parameters")
	manifest.Set(o, c.VolumeBindingMode, "volumeBindingMode")
	manifest.Set(o, c.AllowVolumeExpansion, "allowVolumeExpansion")
	manifest.Set(o, c.ReclaimPolicy, "reclaimPolicy")
	manifest.Set(o, c.MountOptions, "mountOptions")
	return one(o)
}
