package krm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/verbatim"
)

// Concern reports whether the function may have to look into an object.
type Concern = func(verbatim.Head) bool

// ResourceList is what a host of KRM functions sends and takes back.
type ResourceList struct {
	// Items are the objects. Where they are read from text, one stand-in takes
	// the place of all that follow each other and do not concern the function.
	Items          []*yaml.RNode
	FunctionConfig *yaml.RNode // nil if there is none
	// Diagnostics become the results of the list.
	Diagnostics []v1alpha1.Diagnostic
	// Silent lists are written as nothing at all, because the policy asks for
	// it.
	Silent bool

	// read is what the items were read from, documents or a list; nil if they
	// were all parsed.
	read      *verbatim.List
	documents bool
}

// errForm is that of a caller who mixes up ReadItems and ReadResourceList.
var errForm = errors.New("what was read as documents is written as documents, and a list as a list")

// resourceListVersions are the versions that are read. The first is written.
var resourceListVersions = []string{
	kio.ResourceListAPIVersion,
	"config.kubernetes.io/v1beta1",
	"config.kubernetes.io/v1alpha1",
}

// ReadResourceList reads a ResourceList in any of its versions. Items that do
// not concern the function are not parsed, and written as they are. Results
// that the input holds are dropped: they are those of other functions.
func ReadResourceList(r io.Reader, concerns Concern) (*ResourceList, error) {
	list, rest, whole := verbatim.ResourceList(r, concerns)
	if list == nil {
		return ParseResourceList(whole)
	}
	rl, err := resourceList(rest)
	if err != nil {
		return nil, err
	}
	for _, item := range list.Items {
		faithful(item.YNode(), false)
	}
	rl.Items, rl.read = list.Items, list
	return rl, rl.objectsOnly()
}

// ParseResourceList reads a ResourceList of which every item is parsed.
func ParseResourceList(r io.Reader) (*ResourceList, error) {
	document := &yaml.Node{}
	err := yaml.NewDecoder(r).Decode(document)
	if errors.Is(err, io.EOF) {
		return nil, errors.New("standard input is empty; a KRM function reads a ResourceList there (to render a profile from a file: registry-profile render FILE)")
	}
	if err != nil {
		return nil, fmt.Errorf("standard input is no YAML: %w", err)
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

// resourceList is the list of a document, without its items.
func resourceList(document *yaml.Node) (*ResourceList, error) {
	faithful(document, false)
	root := yaml.NewRNode(document)
	var version, kind string
	if root.YNode().Kind == yaml.MappingNode { // the getters panic on a list
		version, kind = root.GetApiVersion(), root.GetKind()
	}
	if kind != kio.ResourceListKind || !slices.Contains(resourceListVersions, version) {
		return nil, fmt.Errorf("standard input holds apiVersion %q, kind %q; a KRM function reads a ResourceList of %s (to render a profile: registry-profile render -)",
			version, kind, kio.ResourceListAPIVersion)
	}
	return &ResourceList{FunctionConfig: fieldOf(root, "functionConfig")}, nil
}

// objectsOnly fails on what is no object, into which nobody can look.
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

// Number is which item of the input an item is, from 1 on.
func (rl *ResourceList) Number(i int) int {
	if rl.read != nil {
		return rl.read.Numbers[i]
	}
	return i + 1
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
	if rl.documents {
		return errForm
	}
	results, err := rl.results()
	if err != nil {
		return err
	}
	var text blocks
	if err := errors.Join(
		writeField(&text, "apiVersion", yaml.NewStringRNode(resourceListVersions[0])),
		writeField(&text, "kind", yaml.NewStringRNode(kio.ResourceListKind)),
		rl.items(&text),
		writeField(&text, "functionConfig", rl.FunctionConfig),
		writeField(&text, "results", results),
	); err != nil {
		return err // and nothing is written
	}
	for _, block := range text {
		if _, err := w.Write(block); err != nil {
			return err
		}
	}
	return nil
}

// items writes the items: those that are as they were read, byte for byte.
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

// writeField writes a field of the list, unless it has no value.
func writeField(w io.Writer, name string, value *yaml.RNode) error {
	if value == nil {
		return nil
	}
	node := yaml.NewMapRNode(nil)
	if err := node.PipeE(yaml.FieldSetter{Name: name, Value: value}); err != nil {
		return err
	}
	encoder := yaml.NewEncoder(w)
	return errors.Join(encoder.Encode(node.YNode()), encoder.Close())
}

// blocks is a buffer that does not copy what it holds as it grows.
type blocks [][]byte

// Write implements io.Writer.
func (b *blocks) Write(text []byte) (int, error) {
	*b = append(*b, bytes.Clone(text))
	return len(text), nil
}

func (rl *ResourceList) results() (*yaml.RNode, error) {
	if len(rl.Diagnostics) == 0 {
		return nil, nil
	}
	text, err := yaml.Marshal(Results(rl.Diagnostics))
	if err != nil {
		return nil, err
	}
	return yaml.Parse(string(text))
}
