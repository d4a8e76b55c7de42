package transformers

import (
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Nulls removes fields that are null from the spec of the singletons if they
// are applied with server-side apply, which rejects the whole object because of
// a null. Client-side apply accepts a null, and removes the field from the
// cluster; nulls of such objects remain.
type Nulls struct {
	// Tool applies the objects.
	Tool string
	// Report is called for every removed field.
	Report func(Event)
}

var _ kio.Filter = Nulls{}

// Filter implements kio.Filter. An object whose aliases cannot be expanded is
// left unchanged; Merge reports it.
func (f Nulls) Filter(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	out := slices.Clone(nodes)
	for i, node := range nodes {
		if !isSingleton(node) || !f.serverSide(node) {
			continue
		}
		expanded, err := decode.Expand(node.YNode())
		if err != nil {
			continue
		}
		_, spec := entry(expanded, "spec")
		if spec == nil {
			continue
		}
		if fields := dropNulls(spec, "spec"); len(fields) > 0 {
			out[i] = yaml.NewRNode(expanded)
			f.report(out[i], fields)
		}
	}
	return out, nil
}

// serverSide reports whether an object is applied with server-side apply. Flux
// applies every object in this way, and the function asks Argo CD for it.
func (f Nulls) serverSide(node *yaml.RNode) bool {
	return f.Tool == v1alpha1.Flux || f.Tool == v1alpha1.ArgoCD ||
		slices.Contains(openshift.Words(node.GetAnnotations()[openshift.ArgoOptions]), openshift.ArgoServerSide+"=true")
}

func (f Nulls) report(node *yaml.RNode, fields []string) {
	for _, field := range fields {
		reason := "server-side apply rejects the object because of a null"
		if key, ok := strings.CutPrefix(field, "spec.storage."); ok && isKind(node, openshift.Config) && openshift.FindStorageType(key).Key != "" {
			reason += "; to replace the storage type " + key + " on the cluster, set spec.delivery.storageChange in the profile"
		}
		f.Report(Event{Action: Dropped, Node: node, Field: field, Reason: reason})
	}
}

// nullable are the fields of the singletons that the API server accepts as
// null, with everything below them.
var nullable = []string{"spec.observedConfig", "spec.unsupportedConfigOverrides"}

// dropNulls removes null fields below a node and returns their paths. Null
// elements of a list remain because no tool ignores them.
func dropNulls(node *yaml.Node, path string) []string {
	var dropped []string
	if node.Kind == yaml.SequenceNode {
		for i, element := range node.Content {
			dropped = append(dropped, dropNulls(element, fmt.Sprintf("%s[%d]", path, i))...)
		}
		return dropped
	}
	if node.Kind != yaml.MappingNode {
		return nil
	}
	var content []*yaml.Node
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		field := path + "." + key.Value
		switch {
		case slices.Contains(nullable, field):
		case value.Tag == yaml.NodeTagNull:
			dropped = append(dropped, field)
			continue
		default:
			dropped = append(dropped, dropNulls(value, field)...)
		}
		content = append(content, key, value)
	}
	node.Content = content
	return dropped
}
