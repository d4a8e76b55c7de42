package generators

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// serviceAccount generates the service accounts that read the Secret of a
// bucket claim, prepare its bucket and change the storage.
func serviceAccount(state *desired.State) []*Object {
	var objects []*Object
	if state.Bucket != nil && state.Bucket.Credentials != nil {
		objects = append(objects, newServiceAccount(desired.BucketReader))
	}
	if state.BucketJob != nil {
		objects = append(objects, inBucketStep(state, newServiceAccount(desired.BucketSetup)))
	}
	if state.StorageChange != nil {
		objects = append(objects, inStorageChangeStep(newServiceAccount(desired.StorageChanger)))
	}
	return objects
}

func newServiceAccount(name string) *Object {
	return typed(openshift.ServiceAccount, &corev1.ServiceAccount{ObjectMeta: objectMeta(openshift.RegistryNamespace, name)}, nil)
}
