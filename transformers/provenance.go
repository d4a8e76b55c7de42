package transformers

import (
	"fmt"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/fn/openshift"
)

// Provenance marks every node as made for a profile. The mark names the object
// as well, so that one that an overlay renamed or moved afterwards shows.
type Provenance struct {
	// Profile is the name of the profile.
	Profile string
}

var _ kio.Filter = Provenance{}

// Filter implements kio.Filter.
func (f Provenance) Filter(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	for _, node := range nodes {
		if err := f.mark(node); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}

func (f Provenance) mark(node *yaml.RNode) error {
	mark := fmt.Sprintf("%s created %s/%s/%s", f.Profile, node.GetKind(), node.GetNamespace(), node.GetName())
	return node.PipeE(yaml.SetAnnotation(openshift.ProvenanceAnnotation, mark))
}
