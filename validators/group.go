package validators

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var wrongGroup = Rule{
	ID: "VE003", Severity: Error,
	Title:  "kind of the registry in another API group",
	Why:    "The API server does not know the kind in this group, and the sync fails.",
	Remedy: "Set the apiVersion of the kind.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, node := range in.nodes {
			if want := intendedVersion(openshift.GroupOf(node.GetApiVersion()), node.GetKind()); want != "" {
				d := v1alpha1.Diagnostic{Node: node, Field: "apiVersion", Current: node.GetApiVersion(), Proposed: want}
				found = append(found, d)
			}
		}
		return found
	},
}

// ownKinds are kinds whose name belongs to the registry in every group.
var ownKinds = []schema.GroupVersionKind{
	openshift.ImagePruner,
	schema.FromAPIVersionAndKind(v1alpha1.APIVersion, v1alpha1.Kind),
	schema.FromAPIVersionAndKind(v1alpha1.APIVersion, v1alpha1.PolicyKind),
}

// intendedVersion returns the apiVersion of a kind of the registry that is in a
// wrong group. It is empty if the group is right or the kind is another.
func intendedVersion(group, kind string) string {
	if kind == openshift.Config.Kind && group != openshift.Config.Group && strings.Contains(group, "imageregistry") {
		return openshift.Config.GroupVersion().String()
	}
	i := slices.IndexFunc(ownKinds, func(own schema.GroupVersionKind) bool { return own.Kind == kind && own.Group != group })
	if i < 0 {
		return ""
	}
	return ownKinds[i].GroupVersion().String()
}
