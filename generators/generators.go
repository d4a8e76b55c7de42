package generators

import (
	"cmp"
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// kinds generates each kind, in the order in which kustomize sorts them.
var kinds = []func(*desired.Plan) []*Object{
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

// Generate returns the objects that a profile, as it is written, asks for, in
// the order in which kustomize sorts them; and every error of the profile that
// its types cannot express, with which there are no objects.
func Generate(profile *v1alpha1.RegistryProfile) ([]*Object, field.ErrorList) {
	resolved, errs := resolve.Resolve(profile)
	if len(errs) > 0 {
		return nil, errs
	}
	state := desired.New(resolved)
	var objects []*Object
	for _, generate := range kinds {
		some := generate(state)
		slices.SortFunc(some, func(a, b *Object) int {
			return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
		})
		objects = append(objects, some...)
	}
	deliver(state, objects)
	return objects, nil
}

// one is a list of one object.
func one(o *Object) []*Object { return []*Object{o} }
