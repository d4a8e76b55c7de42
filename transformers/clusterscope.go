package transformers

import (
	"slices"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// ClusterScope removes the namespace of the singletons that the registry reads.
// They are cluster-scoped, but the namespace field of a kustomization is set on
// every object whose kind kustomize does not know. The API server ignores the
// namespace; other tools treat the object as another one.
type ClusterScope struct {
	// Report is called for every removed namespace.
	Report func(Event)
}

var _ kio.Filter = ClusterScope{}

// Filter implements kio.Filter. An object whose aliases cannot be expanded is
// left unchanged; Merge reports it.
func (f ClusterScope) Filter(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	out := slices.Clone(nodes)
	for i, node := range nodes {
		if !isSingleton(node) || node.GetNamespace() == "" {
			continue
		}
		expanded, err := decode.Expand(node.YNode())
		if err != nil {
			continue
		}
		before, err := remove(expanded, []string{"metadata", "namespace"})
		if err != nil {
			return nil, err
		}
		out[i] = yaml.NewRNode(expanded)
		f.Report(Event{Action: Dropped, Node: out[i], Field: "metadata.namespace", Before: before, Reason: "the object is cluster-scoped"})
	}
	return out, nil
}

// isSingleton reports whether a node is an object of which the registry reads
// one for the cluster. An object with another name has no effect.
func isSingleton(node *yaml.RNode) bool {
	return node.GetName() == openshift.ClusterName && slices.ContainsFunc(singletons, func(kind schema.GroupVersionKind) bool { return isKind(node, kind) })
}

var singletons = []schema.GroupVersionKind{openshift.Config, openshift.ImagePruner, openshift.Image}

// isKind reports whether a node is of a kind, in any version.
func isKind(node *yaml.RNode, kind schema.GroupVersionKind) bool {
	return node.GetKind() == kind.Kind && openshift.GroupOf(node.GetApiVersion()) == kind.Group
}
