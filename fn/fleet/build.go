package fleet

import (
	"fmt"
	"sync"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/fn/profile"
)

// building guards kustomize, whose builds share the schemas of all kinds and
// must not run at once.
var building sync.Mutex

// Build returns the profiles that a kustomization comes to. It starts no
// plugins. It fails if there are other objects among them, which would get
// lost.
func Build(dir string) ([]*yaml.RNode, error) {
	building.Lock()
	defer building.Unlock()
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), dir)
	if err != nil {
		return nil, err
	}
	var profiles []*yaml.RNode
	for _, r := range resources.Resources() {
		if r.GetKind() != profile.Kind {
			return nil, fmt.Errorf("%s/%s is no %s; keep other manifests in another kustomization, which takes the rendered ones as resources", r.GetKind(), r.GetName(), profile.Kind)
		}
		// What kustomize has merged has lost its types; text has them.
		text, err := r.AsYAML()
		if err != nil {
			return nil, err
		}
		node, err := yaml.Parse(string(text))
		if err != nil {
			return nil, err
		}
		profiles = append(profiles, node)
	}
	if len(profiles) == 0 {
		return nil, fmt.Errorf("the kustomization holds no %s; add one to its resources", profile.Kind)
	}
	return profiles, nil
}
