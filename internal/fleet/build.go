package fleet

import (
	"fmt"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// Build returns the profiles that a kustomization comes to. It runs no
// functions. It fails if there are other objects among them, which would get
// lost.
func Build(dir string) ([]*yaml.RNode, error) {
	objects, err := kustomize.Build(dir, kustomize.Options{})
	if err != nil {
		return nil, err
	}
	for _, o := range objects {
		if o.GetKind() != v1alpha1.Kind {
			return nil, fmt.Errorf("%s/%s is no %s; keep other manifests in another kustomization, which takes the rendered ones as resources", o.GetKind(), o.GetName(), v1alpha1.Kind)
		}
	}
	if len(objects) == 0 {
		return nil, fmt.Errorf("the kustomization holds no %s; add one to its resources", v1alpha1.Kind)
	}
	return objects, nil
}
