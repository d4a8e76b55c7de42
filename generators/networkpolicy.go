package generators

import "github.com/registry-profile/registry-profile/internal/desired"

// networkPolicy generates NetworkPolicies for the pods of the generated Jobs, from
// the release whose namespaces deny traffic by default.
func networkPolicy(state *desired.State) []*Object {
	var objects []*Object
	if j := state.BucketJob; j != nil && j.Isolated {
		objects = append(objects, inBucketStep(state, egressToAPIServer(desired.BucketSetup)))
	}
	switch c := state.StorageChange; {
	case c == nil || !c.Isolated:
	case c.Copy != nil:
		objects = append(objects, inStorageChangeStep(egressToStores(desired.StorageChanger)))
	default:
		objects = append(objects, inStorageChangeStep(egressToAPIServer(desired.StorageChanger)))
	}
	return objects
}
