package generators

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// configMap generates ConfigMaps with certificates of trusted CAs, and the one with the
// scripts of a copy.
func configMap(state *desired.State) []*Object {
	var objects []*Object
	for _, c := range state.ConfigMaps {
		o := typed(openshift.ConfigMap, &corev1.ConfigMap{
			ObjectMeta: objectMeta(openshift.ConfigNamespace, c.Name),
			Data:       c.Data.Value,
		}, origins{"data": c.Data.Origin})
		if j := state.BucketJob; j != nil && j.Storage && c.Name == trustedCA(state) {
			inBucketStep(state, o) // the storage that the Job writes refers to it
		}
		objects = append(objects, o)
	}
	if state.CopiesImages() {
		objects = append(objects, copyConfigMap())
	}
	return objects
}
