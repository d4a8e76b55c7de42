package generators

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// serviceAccount is one that reads the Secret of a bucket claim, and one that
// changes the storage.
func serviceAccount(p *desired.Plan) []*Object {
	var objects []*Object
	if p.Bucket != nil && p.Bucket.Credentials != nil {
		objects = append(objects, account(desired.BucketReader))
	}
	if p.StorageChange != nil {
		objects = append(objects, before(account(desired.StorageChanger)))
	}
	return objects
}

func account(name string) *Object {
	return typed(openshift.ServiceAccount, &corev1.ServiceAccount{ObjectMeta: named(openshift.RegistryNamespace, name)}, nil)
}
