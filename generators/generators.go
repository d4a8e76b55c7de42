package generators

import (
	"cmp"
	"slices"

	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// kinds generate the objects of each kind, in the sort order of kustomize.
var kinds = []func(*desired.State) []*Object{
	storageClass,
	serviceAccount,
	role,
	clusterRole,
	roleBinding,
	clusterRoleBinding,
	configMap,
	persistentVolume,
	persistentVolumeClaim,
	cronJob,
	job,
	certificate,
	image,
	externalSecret,
	secretStore,
	config,
	imagePruner,
	networkPolicy,
	objectBucketClaim,
}

// Generate returns the desired objects of a profile without defaults, in the
// sort order of kustomize. It also returns all errors of the profile that its
// types cannot express; if there are any, the list of objects is nil.
func Generate(profile *v1alpha1.RegistryProfile) ([]*Object, field.ErrorList) {
	resolved, errs := resolve.Resolve(profile)
	if len(errs) > 0 {
		return nil, errs
	}
	state := desired.New(resolved)
	var objects []*Object
	for _, generate := range kinds {
		generated := generate(state)
		slices.SortFunc(generated, func(a, b *Object) int {
			return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
		})
		objects = append(objects, generated...)
	}
	deliver(state, objects)
	return objects, nil
}

// single returns a list of one object.
func single(o *Object) []*Object { return []*Object{o} }
