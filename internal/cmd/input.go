package cmd

import (
	"fmt"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// onlyProfiles returns the profiles of a file. Local configuration beside them is not
// applied to the cluster. Any other object would be missing from the output.
func onlyProfiles(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	isOther := func(node *yaml.RNode) bool {
		return openshift.GroupOf(node.GetApiVersion()) != v1alpha1.Group && node.GetKind() != v1alpha1.Kind
	}
	if !slices.ContainsFunc(nodes, func(node *yaml.RNode) bool { return !isOther(node) }) {
		return nodes, nil // the wrong file
	}
	var profiles []*yaml.RNode
	for _, node := range nodes {
		switch local := node.GetAnnotations()[openshift.LocalConfigAnnotation]; {
		case !isOther(node):
			profiles = append(profiles, node)
		case local == "" || local == "false":
			return nil, fmt.Errorf("%s: not a %s; remove it from the input, for example with helm template --show-only, or list both in a kustomization and render that",
				v1alpha1.ObjectName(node), v1alpha1.Kind)
		}
	}
	return profiles, nil
}
