package fleet

import (
	"fmt"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// Build returns the profiles that a kustomization generates. It does not run
// functions. It fails if the kustomization contains other objects, because render
// does not write them.
func Build(dir string) ([]*yaml.RNode, error) {
	objects, err := kustomize.Build(dir, kustomize.Options{})
	if err != nil {
		return nil, err
	}
	for _, o := range objects {
		if o.GetKind() != v1alpha1.Kind {
			return nil, fmt.Errorf("%s/%s is not a %s; move other manifests to another kustomization that lists the rendered manifests as resources", o.GetKind(), o.GetName(), v1alpha1.Kind)
		}
	}
	if len(objects) == 0 {
		return nil, fmt.Errorf("the kustomization does not contain a %s; add one to its resources", v1alpha1.Kind)
	}
	return objects, nil
}
