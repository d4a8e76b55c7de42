package transformers

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// identity identifies an object on a cluster, independent of the version of its
// API group.
func identity(group, kind, namespace, name string) string {
	return strings.Join([]string{group, kind, namespace, name}, "/")
}

func identityOf(node *yaml.RNode) string {
	return identity(openshift.GroupOf(node.GetApiVersion()), node.GetKind(), node.GetNamespace(), node.GetName())
}

func identityOfDesired(o *generators.Object) string {
	return identity(o.Kind.Group, o.Kind.Kind, o.Namespace, o.Name)
}
