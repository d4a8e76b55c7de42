package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// uncheckedItems warns of items that no rule checks and no transformer changes
// although they name the registry. Such items of others are common: values
// files, patches of other tools, and lists of their objects.
func uncheckedItems(rl *krm.ResourceList) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for i, item := range rl.Items {
		problem := ""
		switch {
		case item.GetKind() == "":
			problem = "has no kind"
		case item.GetKind() == "List" || item.GetKind() == kio.ResourceListKind:
			problem = "is a list, whose items are not checked; list its items instead"
		}
		if problem == "" || !namesRegistry(item.YNode()) {
			continue
		}
		d := v1alpha1.Diagnostic{Severity: v1alpha1.SeverityWarning, Message: fmt.Sprintf("item %d %s; it is passed on unchanged", rl.Number(i), problem)}
		d.File, d.Index = fileOf(item)
		found = append(found, d)
	}
	return found
}

// registryWords are the words that only manifests of the registry contain.
var registryWords = []string{
	openshift.Config.Group, openshift.RegistryNamespace, openshift.CredentialsSecret, openshift.ImagePruner.Kind,
	v1alpha1.Group, v1alpha1.Kind, v1alpha1.PolicyKind,
}

// namesRegistry reports whether a key or a value contains a word of the
// registry, or an object inside is the image configuration of the cluster. An
// alias repeats a node that is also inside.
func namesRegistry(node *yaml.Node) bool {
	if node.Kind == yaml.ScalarNode {
		return slices.ContainsFunc(registryWords, func(word string) bool { return strings.Contains(node.Value, word) })
	}
	if node.Kind == yaml.MappingNode && isImageConfig(node) {
		return true
	}
	for i, child := range node.Content {
		inPath := node.Kind == yaml.MappingNode && i%2 == 1 && strings.HasSuffix(node.Content[i-1].Value, string(pathAnnotation))
		if !inPath && namesRegistry(child) { // any file can be in a folder of the registry
			return true
		}
	}
	return false
}

func isImageConfig(node *yaml.Node) bool {
	group, kind := "", ""
	for i := 0; i+1 < len(node.Content); i += 2 {
		switch node.Content[i].Value {
		case yaml.APIVersionField:
			group = openshift.GroupOf(node.Content[i+1].Value)
		case yaml.KindField:
			kind = node.Content[i+1].Value
		}
	}
	return group == openshift.Image.Group && kind == openshift.Image.Kind
}
