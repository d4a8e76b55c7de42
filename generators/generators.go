package generators

import (
	"cmp"
	"slices"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/manifest"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// kinds generates each kind, in the order in which kustomize sorts them.
var kinds = []func(*desired.Plan) []*manifest.Object{
	storageClass,
	serviceAccount,
	role,
	clusterRole,
	roleBinding,
	clusterRoleBinding,
	configMap,
	persistentVolumeClaim,
	job,
	image,
	externalSecret,
	secretStore,
	config,
	imagePruner,
	networkPolicy,
	objectBucketClaim,
}

// Generate returns the objects that the plan wants, in the order in which
// kustomize would sort them.
func Generate(p *desired.Plan) []*manifest.Object {
	var objects []*manifest.Object
	for _, generate := range kinds {
		some := generate(p)
		slices.SortFunc(some, func(a, b *manifest.Object) int {
			return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
		})
		objects = append(objects, some...)
	}
	deliver(p, objects)
	return objects
}

// before makes an object of the step that comes before the others.
func before(kind openshift.Kind, namespace, name string) *manifest.Object {
	o := manifest.New(kind, namespace, name)
	o.Step = "storage-change"
	return o
}

// one is a list of one object.
func one(o *manifest.Object) []*manifest.Object { return []*manifest.Object{o} }
