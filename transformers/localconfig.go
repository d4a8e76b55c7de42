package transformers

import (
	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/fn/openshift"
)

// LocalConfig keeps the nodes of a kind away from the cluster: kustomize and
// kpt do not apply what is marked as local configuration.
type LocalConfig struct {
	APIVersion, Kind string
}

var _ kio.Filter = LocalConfig{}

// Filter implements kio.Filter.
func (f LocalConfig) Filter(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	for _, node := range nodes {
		if node.GetApiVersion() != f.APIVersion || node.GetKind() != f.Kind {
			continue
		}
		if node.GetAnnotations()[openshift.LocalConfigAnnotation] != "" {
			continue
		}
		if err := node.PipeE(yaml.SetAnnotation(openshift.LocalConfigAnnotation, "true")); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}
