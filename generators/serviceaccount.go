package generators

import (
	"github.com/registry-profile/registry-profile/fn/manifest"
	"github.com/registry-profile/registry-profile/fn/openshift"
	"github.com/registry-profile/registry-profile/fn/plan"
)

// serviceAccount is one that reads the Secret of a bucket claim, and one that
// changes the storage.
func serviceAccount(p *plan.Plan) []*manifest.Object {
	var objects []*manifest.Object
	if p.Bucket != nil && p.Bucket.Credentials != nil {
		objects = append(objects, manifest.New(openshift.ServiceAccount, openshift.RegistryNamespace, plan.BucketReader))
	}
	if p.StorageChange != nil {
		objects = append(objects, before(openshift.ServiceAccount, openshift.RegistryNamespace, plan.StorageChanger))
	}
	return objects
}
