package generators

import "github.com/registry-profile/registry-profile/internal/desired"

// Steps whose objects are applied before all other objects, in this order.
const (
	BucketStep        = "bucket"
	StorageChangeStep = "storage-change"
)

// inStorageChangeStep adds an object to the step that changes the storage.
func inStorageChangeStep(o *Object) *Object {
	o.Step = StorageChangeStep
	return o
}

// inBucketStep adds an object to the step that prepares a claimed bucket, if a Job
// does so.
func inBucketStep(state *desired.State, o *Object) *Object {
	if state.BucketJob != nil {
		o.Step = BucketStep
	}
	return o
}
