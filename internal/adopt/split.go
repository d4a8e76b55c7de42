package adopt

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"k8s.io/apimachinery/pkg/util/jsonmergepatch"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
)

// tree is a map in the form that encoding/json decodes.
type tree = map[string]any

// baseName is the name of the profile of the base, which no cluster has.
const baseName = "base"

// baseOf returns the profile with the fields that all profiles share. The fields of
// a single profile are those of its cluster; only the tool that applies the
// manifests is certainly that of the repository.
func baseOf(profiles []*yaml.Node) (*yaml.Node, error) {
	first := yaml.CopyYNode(profiles[0])
	common, err := contentOf(first)
	if err != nil {
		return nil, err
	}
	for _, profile := range profiles[1:] {
		content, err := contentOf(profile)
		if err != nil {
			return nil, err
		}
		common = shared(common, content)
	}
	if len(profiles) == 1 {
		spec, delivery := tree{}, tree{}
		if tool, set := lookup(common, "spec", "delivery", "tool"); set {
			delivery["tool"], spec["delivery"] = tool, delivery
		}
		common["spec"] = spec
	}
	common["apiVersion"], common["kind"] = v1alpha1.APIVersion, v1alpha1.Kind
	common["metadata"] = tree{"name": baseName}
	if common["spec"] == nil {
		common["spec"] = tree{}
	}
	retain(first, common)
	withoutComments(first)
	return first, setName(first, baseName)
}

// shared returns the fields that two maps share. A list is one value.
func shared(a, b tree) tree {
	both := tree{}
	for key, value := range a {
		other, exists := b[key]
		inner, isMap := value.(tree)
		otherInner, otherIsMap := other.(tree)
		switch {
		case !exists:
		case isMap && otherIsMap && !reflect.DeepEqual(value, other):
			if common := shared(inner, otherInner); len(common) > 0 {
				both[key] = common
			}
		case reflect.DeepEqual(value, other):
			both[key] = value
		}
	}
	return both
}

// patchOf returns the patch that turns the profile of the base into that of a
// cluster. It keeps the order and the comments of the fields.
func patchOf(base, profile *yaml.Node) (*yaml.Node, error) {
	want, err := contentOf(profile)
	if err != nil {
		return nil, err
	}
	before, err := contentOf(base)
	if err != nil {
		return nil, err
	}
	difference, err := mergePatch(before, want)
	if err != nil {
		return nil, err
	}
	patch := yaml.CopyYNode(profile)
	retain(patch, difference)
	if same(base, patch, want) {
		return patch, nil
	}
	// A merge does not express the difference, for example an empty map in place of
	// another one.
	patch = yaml.CopyYNode(profile)
	replaceSpec(patch)
	if same(base, patch, want) {
		return patch, nil
	}
	return nil, fmt.Errorf("RegistryProfile/%s cannot be expressed as a patch of the base; report a bug with the profile", yaml.NewRNode(profile).GetName())
}

// mergePatch returns the JSON merge patch between two profiles, with the identity
// that kustomize requires in a patch.
func mergePatch(before, after tree) (tree, error) {
	original, err := json.Marshal(before)
	if err != nil {
		return nil, err
	}
	modified, err := json.Marshal(after)
	if err != nil {
		return nil, err
	}
	text, err := jsonmergepatch.CreateThreeWayJSONMergePatch(original, modified, original)
	if err != nil {
		return nil, err
	}
	patch := tree{}
	if err := json.Unmarshal(text, &patch); err != nil {
		return nil, err
	}
	for _, key := range []string{"apiVersion", "kind", "metadata"} {
		patch[key] = after[key]
	}
	return patch, nil
}

// retain removes the fields of a node that a patch does not have, and adds those
// that the patch removes.
func retain(node *yaml.Node, patch tree) {
	var content []*yaml.Node
	present := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		part, kept := patch[key.Value]
		if !kept {
			continue
		}
		if inner, isMap := part.(tree); isMap && value.Kind == yaml.MappingNode {
			retain(value, inner)
		}
		present[key.Value] = true
		content = append(content, key, value)
	}
	for _, key := range slices.Sorted(maps.Keys(patch)) {
		if patch[key] == nil && !present[key] {
			content = append(content, yaml.NewStringRNode(key).YNode(), &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagNull, Value: "null"})
		}
	}
	node.Content = content
	if len(content) > 0 {
		node.Style &^= yaml.FlowStyle
	}
}

// replaceSpec turns a profile into a patch that replaces the whole spec.
func replaceSpec(profile *yaml.Node) {
	spec := yaml.NewRNode(profile).Field("spec")
	directive := []*yaml.Node{yaml.NewStringRNode("$patch").YNode(), yaml.NewStringRNode("replace").YNode()}
	spec.Value.YNode().Content = append(directive, spec.Value.YNode().Content...)
}

// same reports whether kustomize turns the base into a profile with a patch. The
// labels and annotations of the base may remain; they have no effect.
func same(base, patch *yaml.Node, want tree) bool {
	built, err := build(base, patch)
	if err != nil {
		return false
	}
	got, err := contentOf(built)
	name, _ := lookup(got, "metadata", "name")
	wantedName, _ := lookup(want, "metadata", "name")
	return err == nil && name == wantedName && reflect.DeepEqual(got["spec"], want["spec"])
}

// build returns the profile that kustomize builds from a base and a patch.
func build(base, patch *yaml.Node) (*yaml.Node, error) {
	files := filesys.MakeFsInMemory()
	for path, content := range map[string]any{
		"base/" + kustomizationFile: baseKustomization(), "base/" + profileFile: base,
		"clusters/a/" + kustomizationFile: clusterKustomization(), "clusters/a/" + patchFile: patch,
	} {
		text, err := marshal(content)
		if err != nil {
			return nil, err
		}
		if err := files.WriteFile(path, text); err != nil {
			return nil, err
		}
	}
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(files, "clusters/a")
	if err != nil {
		return nil, err
	}
	if built.Size() != 1 {
		return nil, fmt.Errorf("the base builds %d objects", built.Size())
	}
	return built.Resources()[0].YNode(), nil
}

func contentOf(node *yaml.Node) (tree, error) {
	content, err := decode.Plain(node)
	if err != nil {
		return nil, err
	}
	fields, ok := content.(tree)
	if !ok {
		return nil, fmt.Errorf("a profile must be a map")
	}
	return fields, nil
}

func lookup(value any, path ...string) (any, bool) {
	for _, key := range path {
		fields, ok := value.(tree)
		if !ok {
			return nil, false
		}
		if value, ok = fields[key]; !ok {
			return nil, false
		}
	}
	return value, true
}

func setName(profile *yaml.Node, name string) error {
	return yaml.NewRNode(profile).PipeE(yaml.LookupCreate(yaml.MappingNode, "metadata"), yaml.SetField("name", yaml.NewStringRNode(name)))
}
