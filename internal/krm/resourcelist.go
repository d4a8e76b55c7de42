package krm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/verbatim"
)

// Relevant reports whether the function may have to read an object.
type Relevant = func(verbatim.Head) bool

// ResourceList is the input and the output of a KRM function.
type ResourceList struct {
	// Items are the objects. If they are read from text, one placeholder
	// represents all consecutive objects that are not relevant.
	Items          []*yaml.RNode
	FunctionConfig *yaml.RNode // nil if absent
	// Diagnostics become the results of the list.
	Diagnostics []v1alpha1.Diagnostic
	// Silent lists are not written at all, because the policy asks for that.
	Silent bool

	// read is the source of the items, documents or a list; nil if all items
	// were parsed.
	read      *verbatim.List
	documents bool
}

// errForm is the error of a caller who mixes ReadItems and ReadResourceList.
var errForm = errors.New("documents must be written as documents, and a list as a list")

// resourceListVersions are the versions that are read. The first one is
// written.
var resourceListVersions = []string{
	kio.ResourceListAPIVersion,
	"config.kubernetes.io/v1beta1",
	"config.kubernetes.io/v1alpha1",
}

// ReadResourceList reads a ResourceList in any of its versions. It does not
// parse items that are not relevant, and keeps their text. It drops the results
// of the input: they belong to other functions.
func ReadResourceList(r io.Reader, relevant Relevant) (*ResourceList, error) {
	list, rest, whole := verbatim.ResourceList(r, relevant)
	if list == nil {
		return ParseResourceList(whole)
	}
	rl, err := resourceList(rest)
	if err != nil {
		return nil, err
	}
	for _, item := range list.Items {
		preserveStyle(item.YNode(), false)
	}
	rl.Items, rl.read = list.Items, list
	return rl, rl.objectsOnly()
}

// ParseResourceList reads a ResourceList and parses every item.
func ParseResourceList(r io.Reader) (*ResourceList, error) {
	document := &yaml.Node{}
	err := yaml.NewDecoder(r).Decode(document)
	if errors.Is(err, io.EOF) {
		return nil, errors.New("standard input is empty; a KRM function reads a ResourceList from it (to render a profile from a file: registry-profile render FILE)")
	}
	if err != nil {
		return nil, fmt.Errorf("standard input is not valid YAML: %w", err)
	}
	rl, err := resourceList(document)
	if err != nil {
		return nil, err
	}
	if items := fieldOf(yaml.NewRNode(document), "items"); items != nil {
		if rl.Items, err = items.Elements(); err != nil {
			return nil, fmt.Errorf("items of the ResourceList: %w", err)
		}
	}
	return rl, rl.objectsOnly()
}

// resourceList returns the list of a document, without its items.
func resourceList(document *yaml.Node) (*ResourceList, error) {
	preserveStyle(document, false)
	root := yaml.NewRNode(document)
	var version, kind string
	if root.YNode().Kind == yaml.MappingNode { // the getters panic on a list
		version, kind = root.GetApiVersion(), root.GetKind()
	}
	if kind != kio.ResourceListKind || !slices.Contains(resourceListVersions, version) {
		return nil, fmt.Errorf("standard input has apiVersion %q, kind %q; a KRM function reads a ResourceList of %s (to render a profile: registry-profile render -)",
			version, kind, kio.ResourceListAPIVersion)
	}
	return &ResourceList{FunctionConfig: fieldOf(root, "functionConfig")}, nil
}

// objectsOnly returns an error for an item that is not an object, because the
// function cannot read it.
func (rl *ResourceList) objectsOnly() error {
	if rl.FunctionConfig != nil {
		if err := decode.Object(rl.FunctionConfig.YNode()); err != nil {
			return fmt.Errorf("functionConfig of the ResourceList: %w", err)
		}
	}
	for i, item := range rl.Items {
		if err := decode.Object(item.YNode()); err != nil {
			return fmt.Errorf("item %d of the ResourceList: %w", rl.Number(i), err)
		}
	}
	return nil
}

// Number returns the position of an item in the input, from 1.
func (rl *ResourceList) Number(i int) int {
	if rl.read != nil {
		return rl.read.Numbers[i]
	}
	return i + 1
}

// fieldOf returns the value of a field, and nil if it is absent or null.
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
	if rl.documents {
		return errForm
	}
	var text blocks
	if err := errors.Join(
		writeField(&text, "apiVersion", yaml.NewStringRNode(resourceListVersions[0])),
		writeField(&text, "kind", yaml.NewStringRNode(kio.ResourceListKind)),
		rl.items(&text),
		writeField(&text, "functionConfig", rl.FunctionConfig),
		rl.results(&text),
	); err != nil {
		return err // write nothing
	}
	for _, block := range text {
		if _, err := w.Write(block); err != nil {
			return err
		}
	}
	return nil
}

// items writes the items, unchanged ones byte for byte.
func (rl *ResourceList) items(text *blocks) error {
	if rl.read == nil || len(rl.Items) == 0 {
		items := &yaml.Node{Kind: yaml.SequenceNode}
		for _, item := range rl.Items {
			items.Content = append(items.Content, item.YNode())
		}
		return writeField(text, "items", yaml.NewRNode(items))
	}
	parts, err := rl.read.Blocks(rl.Items)
	*text = append(append(*text, []byte("items:\n")), parts...)
	return err
}

// writeField writes a field of the list, unless its value is nil.
func writeField(w io.Writer, name string, value *yaml.RNode) error {
	if value == nil {
		return nil
	}
	node := yaml.NewMapRNode(nil)
	if err := node.PipeE(yaml.FieldSetter{Name: name, Value: value}); err != nil {
		return err
	}
	return encode(w, node.YNode())
}

// blocks is a buffer that does not copy its content as it grows.
type blocks [][]byte

// Write implements io.Writer.
func (b *blocks) Write(text []byte) (int, error) {
	*b = append(*b, bytes.Clone(text))
	return len(text), nil
}

// results writes the diagnostics.
func (rl *ResourceList) results(w io.Writer) error {
	if len(rl.Diagnostics) == 0 {
		return nil
	}
	return encode(w, struct {
		Results sdk.Results `yaml:"results"`
	}{Results(rl.Diagnostics)})
}

func encode(w io.Writer, value any) error {
	encoder := yaml.NewEncoder(w)
	return errors.Join(encoder.Encode(value), encoder.Close())
}
