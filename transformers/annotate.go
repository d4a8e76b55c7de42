package transformers

import (
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
)

// annotated returns a copy of a node with one more annotation. Aliases and merge
// keys are written out first: the library replaces annotations that are an
// alias, with all that they hold. Aliases that cannot be written out stay, for
// Merge and the profile's parser report them.
func annotated(node *yaml.RNode, key, value string) (*yaml.RNode, error) {
	out := node.Copy()
	if expanded, err := decode.Expand(node.YNode()); err == nil {
		out = yaml.NewRNode(expanded)
	}
	return out, out.PipeE(yaml.SetAnnotation(key, value))
}
