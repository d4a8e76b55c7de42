package transformers

import (
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
)

// annotated returns a copy of a node with an additional annotation. Aliases and
// merge keys are expanded first because the library replaces annotations that
// are an alias and loses their values. Aliases that cannot be expanded remain;
// Merge and the parser of profiles report them.
func annotated(node *yaml.RNode, key, value string) (*yaml.RNode, error) {
	out := node.Copy()
	if expanded, err := decode.Expand(node.YNode()); err == nil {
		out = yaml.NewRNode(expanded)
	}
	return out, out.PipeE(yaml.SetAnnotation(key, value))
}
