package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// serviceAccount is one that reads the Secret of a bucket claim, and one that
// changes the storage.
func serviceAccount(p *desired.Plan) []*Object {
	var objects []*Object
	if p.Bucket != nil && p.Bucket.Credentials != nil {
		objects = append(objects, newObject(openshift.ServiceAccount, openshift.RegistryNamespace, desired.BucketReader))
	}
	if p.StorageChange != nil {
		objects = append(objects, before(openshift.ServiceAccount, openshift.RegistryNamespace, desired.StorageChanger))
	}
	return objects
}
