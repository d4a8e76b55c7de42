package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// objectBucketClaim generates a claim for a bucket of OpenShift Data Foundation
// with a fixed name.
func objectBucketClaim(state *desired.State) []*Object {
	b := state.Bucket
	if b == nil || b.Existing {
		return nil
	}
	o := newObject(openshift.ObjectBucketClaim, b.Namespace, b.Name)
	set(o, b.BucketName, "spec", "bucketName")
	set(o, b.StorageClassName, "spec", "storageClassName")
	set(o, b.AdditionalConfig, "spec", "additionalConfig")
	return single(inBucketStep(state, o))
}
