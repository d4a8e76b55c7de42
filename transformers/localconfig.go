package transformers

import (
	"slices"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// LocalConfig excludes a node from the cluster: kustomize and kpt do not apply
// objects that are marked as local configuration. The node of the input is not
// changed.
type LocalConfig struct {
	Node *yaml.RNode
}

var _ kio.Filter = LocalConfig{}

// Filter implements kio.Filter.
func (f LocalConfig) Filter(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	out := slices.Clone(nodes)
	for i, node := range nodes {
		if node != f.Node || node.GetAnnotations()[openshift.LocalConfigAnnotation] != "" {
			continue
		}
		var err error
		if out[i], err = annotated(node, openshift.LocalConfigAnnotation, "true"); err != nil {
			return nil, err
		}
	}
	return out, nil
}
