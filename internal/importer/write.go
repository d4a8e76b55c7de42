package importer

import (
	"reflect"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// written returns a profile as YAML. Its fields have the order of their
// documentation. Comments mark fields that the user must check.
func (s state) written(name string, spec tree) []byte {
	node := profileNode(name, spec)
	order(node, reflect.TypeFor[v1alpha1.RegistryProfile]())
	if storage := lookup(node, "spec", "storage"); storage != nil {
		if state := lookup(storage, "managementState"); state != nil && state.Value == "Managed" {
			state.LineComment = "the operator deletes the store when the registry is removed; set Unmanaged to retain it"
		}
		if claim := lookup(storage, "pvc", "claim"); claim != nil && s.one(openshift.PersistentVolumeClaim, openshift.RegistryNamespace, claim.Value) == nil {
			claim.LineComment = "not among the objects: check accessModes, and add create to manage the claim in Git"
		}
		if lookup(storage, "emptyDir") != nil {
			keyOf(storage, "emptyDir").HeadComment = "Images are lost with the pods: use persistent storage, or set\nspec.openshift.environment to NonProduction."
		}
	}
	if lookup(node, "spec", "credentials", "existingSecret") != nil {
		comment := "The Secret was created manually; use externalSecret to fetch it from a secret store."
		if !s.hasSecret() {
			comment = "The objects do not contain the Secret " + openshift.CredentialsSecret + ", but the\nstore requires it: check that it exists, or use externalSecret."
		}
		keyOf(lookup(node, "spec", "credentials"), "existingSecret").HeadComment = comment
	}
	text, err := yaml.Marshal(node)
	if err != nil {
		return nil // cannot happen: plain values
	}
	return text
}

// order sorts the fields of a node in the order of the fields of a type.
func order(node *yaml.Node, t reflect.Type) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if node.Kind == yaml.SequenceNode {
		for _, item := range node.Content {
			order(item, t)
		}
		return
	}
	if node.Kind != yaml.MappingNode || t.Kind() != reflect.Struct {
		return
	}
	names, types := fields(t)
	pairs := make([][2]*yaml.Node, 0, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		pairs = append(pairs, [2]*yaml.Node{node.Content[i], node.Content[i+1]})
	}
	slices.SortStableFunc(pairs, func(a, b [2]*yaml.Node) int {
		return slices.Index(names, a[0].Value) - slices.Index(names, b[0].Value)
	})
	node.Content = nil
	for _, pair := range pairs {
		node.Content = append(node.Content, pair[0], pair[1])
		if inner := types[pair[0].Value]; inner != nil {
			order(pair[1], inner)
		}
	}
}

// fields returns the field names of a type in order, and the field types by name.
func fields(t reflect.Type) ([]string, map[string]reflect.Type) {
	var names []string
	types := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		if decode.Inline(f) {
			inner, innerTypes := fields(f.Type)
			names = append(names, inner...)
			for name, typ := range innerTypes {
				types[name] = typ
			}
		} else if name := decode.JSONName(f); name != "" {
			names = append(names, name)
			types[name] = f.Type
		}
	}
	// TypeMeta declares kind first; manifests list apiVersion first.
	if at := slices.Index(names, "apiVersion"); at == 1 {
		names[0], names[1] = names[1], names[0]
	}
	return names, types
}

func lookup(node *yaml.Node, path ...string) *yaml.Node {
	for _, key := range path {
		i := indexOf(node, key)
		if i < 0 {
			return nil
		}
		node = node.Content[i+1]
	}
	return node
}

func keyOf(node *yaml.Node, key string) *yaml.Node { return node.Content[indexOf(node, key)] }

func indexOf(node *yaml.Node, key string) int {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return i
		}
	}
	return -1
}
