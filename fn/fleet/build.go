package fleet

import (
	"fmt"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/fn/kustomize"
	"github.com/registry-profile/registry-profile/fn/profile"
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
		if o.GetKind() != profile.Kind {
			return nil, fmt.Errorf("%s/%s is no %s; keep other manifests in another kustomization, which takes the rendered ones as resources", o.GetKind(), o.GetName(), profile.Kind)
		}
	}
	if len(objects) == 0 {
		return nil, fmt.Errorf("the kustomization holds no %s; add one to its resources", profile.Kind)
	}
	return objects, nil
}
