package validators

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

var wrongGroup = Rule{
	ID: "VE003", Severity: Error,
	Title:  "kind of the registry in another API group",
	Why:    "The API server does not know the kind in this group, or knows another one of that name: the sync fails, or the settings have no effect.",
	Remedy: "Set the apiVersion of the kind.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, node := range in.nodes {
			if node.GetApiVersion() == "" {
				continue // not a manifest
			}
			want := intendedVersion(openshift.GroupOf(node.GetApiVersion()), node.GetKind())
			if isMisgroupedImage(node) {
				want = openshift.Image.GroupVersion().String()
			}
			if want != "" {
				d := v1alpha1.Diagnostic{Node: node, Field: "apiVersion", Current: node.GetApiVersion(), Proposed: want, Detail: "must be " + want}
				found = append(found, d)
			}
		}
		return found
	},
}

// isOpenShift reports whether a group is one of OpenShift. Other products have kinds
// with the same names.
func isOpenShift(group string) bool {
	return group == "" || strings.HasSuffix(group, "openshift.io")
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
	if kind == openshift.Config.Kind && group != openshift.Config.Group && strings.Contains(group, "imageregistry") && isOpenShift(group) {
		return openshift.Config.GroupVersion().String()
	}
	i := slices.IndexFunc(ownKinds, func(own schema.GroupVersionKind) bool { return own.Kind == kind && own.Group != group })
	if i < 0 || kind == openshift.ImagePruner.Kind && !isOpenShift(group) {
		return ""
	}
	return ownKinds[i].GroupVersion().String()
}

// isMisgroupedImage reports whether an object has the name and a field of
// image.config, but another group. Other products also have a kind Image.
func isMisgroupedImage(node *yaml.RNode) bool {
	if group := openshift.GroupOf(node.GetApiVersion()); !isOpenShift(group) || !isOtherImage(openshift.GroupOf(node.GetApiVersion()), node.GetKind()) || node.GetName() != openshift.ClusterName {
		return false
	}
	return slices.ContainsFunc(openshift.ImageFields, func(name string) bool {
		value, err := node.Pipe(yaml.Lookup("spec", name))
		return err == nil && value != nil
	})
}

// isOtherImage reports whether a kind is Image in another group than that of
// image.config.
func isOtherImage(group, kind string) bool {
	return kind == openshift.Image.Kind && group != openshift.Image.Group
}
