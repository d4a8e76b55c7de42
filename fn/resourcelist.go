package fn

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/fn/strict"
)

// ResourceList is what a host of KRM functions sends and takes back.
type ResourceList struct {
	Items          []*yaml.RNode
	FunctionConfig *yaml.RNode // nil if there is none
	Results        sdk.Results
	// Silent lists are written as nothing at all, because the policy asks for
	// it.
	Silent bool
}

// resourceListVersions are the versions that are read. The first is written.
var resourceListVersions = []string{
	kio.ResourceListAPIVersion,
	"config.kubernetes.io/v1beta1",
	"config.kubernetes.io/v1alpha1",
}

// ReadResourceList reads a ResourceList in any of its versions. Results that
// the input holds are dropped: they are those of other functions.
func ReadResourceList(r io.Reader) (*ResourceList, error) {
	// The text is not kept beside what it decodes to: lists can be large.
	document := &yaml.Node{}
	err := yaml.NewDecoder(r).Decode(document)
	if errors.Is(err, io.EOF) {
		return nil, errors.New("standard input is empty; a KRM function reads a ResourceList there (to render a profile from a file: registry-profile render FILE)")
	}
	if err != nil {
		return nil, fmt.Errorf("standard input is no YAML: %w", err)
	}
	nameNulls(document, false)
	root := yaml.NewRNode(document)
	var version, kind string
	if root.YNode().Kind == yaml.MappingNode { // the getters panic on a list
		version, kind = root.GetApiVersion(), root.GetKind()
	}
	if kind != kio.ResourceListKind || !slices.Contains(resourceListVersions, version) {
		return nil, fmt.Errorf("standard input holds apiVersion %q, kind %q; a KRM function reads a ResourceList of %s (to render a profile: registry-profile render -)",
			version, kind, kio.ResourceListAPIVersion)
	}
	rl := &ResourceList{FunctionConfig: fieldOf(root, "functionConfig")}
	if items := fieldOf(root, "items"); items != nil {
		if rl.Items, err = items.Elements(); err != nil {
			return nil, fmt.Errorf("items of the ResourceList: %w", err)
		}
	}
	return rl, rl.objectsOnly()
}

// objectsOnly fails on what is no object, into which nobody can look.
func (rl *ResourceList) objectsOnly() error {
	if rl.FunctionConfig != nil {
		if err := strict.Object(rl.FunctionConfig.YNode()); err != nil {
			return fmt.Errorf("functionConfig of the ResourceList: %w", err)
		}
	}
	for i, item := range rl.Items {
		if err := strict.Object(item.YNode()); err != nil {
			return fmt.Errorf("item %d of the ResourceList: %w", i+1, err)
		}
	}
	return nil
}

// fieldOf returns the value of a field, and nil for one that is absent or null.
func fieldOf(node *yaml.RNode, name string) *yaml.RNode {
	f := node.Field(name)
	if f == nil || yaml.IsMissingOrNull(f.Value) {
		return nil
	}
	return f.Value
}

// Write writes the list in the current version.
func (rl *ResourceList) Write(w io.Writer) error {
	if rl.Silent {
		return nil
	}
	out := yaml.NewMapRNode(nil)
	set := func(name string, value *yaml.RNode) error {
		if value == nil {
			return nil
		}
		return out.PipeE(yaml.FieldSetter{Name: name, Value: value})
	}
	results, err := rl.results()
	if err != nil {
		return err
	}
	items := &yaml.Node{Kind: yaml.SequenceNode}
	for _, item := range rl.Items {
		items.Content = append(items.Content, item.YNode())
	}
	err = errors.Join(
		set("apiVersion", yaml.NewStringRNode(resourceListVersions[0])),
		set("kind", yaml.NewStringRNode(kio.ResourceListKind)),
		set("items", yaml.NewRNode(items)),
		set("functionConfig", rl.FunctionConfig),
		set("results", results),
	)
	if err != nil {
		return err
	}
	var text blocks
	encoder := yaml.NewEncoder(&text)
	if err := errors.Join(encoder.Encode(out.YNode()), encoder.Close()); err != nil {
		return err // and nothing is written
	}
	for _, block := range text {
		if _, err := w.Write(block); err != nil {
			return err
		}
	}
	return nil
}

// blocks is a buffer that does not copy what it holds as it grows.
type blocks [][]byte

// Write implements io.Writer.
func (b *blocks) Write(text []byte) (int, error) {
	*b = append(*b, bytes.Clone(text))
	return len(text), nil
}

func (rl *ResourceList) results() (*yaml.RNode, error) {
	if len(rl.Results) == 0 {
		return nil, nil
	}
	text, err := yaml.Marshal(rl.Results)
	if err != nil {
		return nil, err
	}
	return yaml.Parse(string(text))
}
