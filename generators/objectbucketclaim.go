package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/manifest"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// objectBucketClaim claims a bucket of OpenShift Data Foundation under a fixed
// name.
func objectBucketClaim(p *desired.Plan) []*manifest.Object {
	b := p.Bucket
	if b == nil {
		return nil
	}
	o := manifest.New(openshift.ObjectBucketClaim, b.Namespace, b.Name)
	manifest.Set(o, b.BucketName, "spec", "bucketName")
	manifest.Set(o, b.StorageClassName, "spec", "storageClassName")
	manifest.Set(o, b.AdditionalConfig, "spec", "additionalConfig")
	return one(o)
}
