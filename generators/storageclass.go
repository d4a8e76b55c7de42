package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// storageClass is a class for the registry's claim alone, for example of
// Cinder volumes in one availability zone.
func storageClass(p *desired.Plan) []*Object {
	c := p.StorageClass
	if c == nil {
		return nil
	}
	o := newObject(openshift.StorageClass, "", c.Name)
	set(o, c.Provisioner, "provisioner")
	set(o, c.Parameters, "parameters")
	set(o, c.VolumeBindingMode, "volumeBindingMode")
	set(o, c.AllowVolumeExpansion, "allowVolumeExpansion")
	set(o, c.ReclaimPolicy, "reclaimPolicy")
	set(o, c.MountOptions, "mountOptions")
	return one(o)
}
