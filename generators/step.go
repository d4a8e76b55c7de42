package generators

import (
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

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

// beforeStorageChange adds the objects that the new storage requires to the steps: the
// bucket and the credentials to the step that the Job waits for, and the claim, which is
// bound only when the registry uses it, to the step of the Job. The Job would otherwise
// change the Config to a store that does not exist.
func beforeStorageChange(state *desired.State, objects []*Object) {
	if state.StorageChange == nil || !state.InFolders() {
		return
	}
	ca := trustedCA(state)
	for _, o := range objects {
		switch {
		case o.Step != "":
		case o.Kind == openshift.PersistentVolumeClaim, o.Kind == openshift.PersistentVolume, o.Kind == openshift.StorageClass:
			o.Step = StorageChangeStep
		case o.Kind == openshift.ObjectBucketClaim, o.Kind == openshift.SecretStore, isBucketReader(o),
			isCredentials(state, o), o.Kind == openshift.ConfigMap && o.Name == ca:
			o.Step = BucketStep
		}
	}
}

// isCredentials reports whether an object creates the Secret that the Job needs. While a
// Job copies images, the old store may use the Secret of the registry.
func isCredentials(state *desired.State, o *Object) bool {
	name := openshift.CredentialsSecret
	if state.CopiesImages() {
		name = desired.StorageChanger
	}
	return o.Kind == openshift.ExternalSecret && o.Name == name
}
