package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// objectBucketClaim claims a bucket of OpenShift Data Foundation under a fixed
// name.
func objectBucketClaim(p *desired.Plan) []*Object {
	b := p.Bucket
	if b == nil {
		return nil
	}
	o := newObject(openshift.ObjectBucketClaim, b.Namespace, b.Name)
	set(o, b.BucketName, "spec", "bucketName")
	set(o, b.StorageClassName, "spec", "storageClassName")
	set(o, b.AdditionalConfig, "spec", "additionalConfig")
	return one(o)
}
