package krm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/verbatim"
)

// ReadDocuments reads YAML documents, each of which must hold an object, or
// nothing.
func ReadDocuments(data []byte) ([]*yaml.RNode, error) {
	var nodes []*yaml.RNode
	err := EachDocument(bytes.NewReader(data), func(node *yaml.RNode) error {
		if yaml.IsMissingOrNull(node) {
			return nil
		}
		if err := decode.Object(node.YNode()); err != nil {
			return fmt.Errorf("document %d: %w", len(nodes)+1, err)
		}
		faithful(node.YNode(), false)
		nodes = append(nodes, node)
		return nil
	})
	return nodes, err
}

// mostEncoded is the size in bytes of the largest object that Documents writes
// in the form of kustomize: a value of 100 MB takes 600 MB and more than ten
// seconds there. The API server accepts requests of 3 MiB.
const mostEncoded = 16 << 20

// ReadItems reads YAML documents as the items of a list. Those that do not
// concern the function are not parsed, and are written as they are.
func ReadItems(data []byte, concerns Concern) (*ResourceList, error) {
	list, ok := verbatim.Documents(data, concerns)
	if !ok || slices.ContainsFunc(list.Items, yaml.IsMissingOrNull) { // which are passed over
		items, err := ReadDocuments(data)
		return &ResourceList{Items: items, documents: true}, err
	}
	rl := &ResourceList{Items: list.Items, read: list, documents: true}
	for i, item := range list.Items {
		if err := decode.Object(item.YNode()); err != nil {
			return nil, fmt.Errorf("document %d: %w", rl.Number(i), err)
		}
		faithful(item.YNode(), false)
	}
	return rl, nil
}

// Documents returns the items as YAML documents: those that are as they were
// read by ReadItems byte for byte, others in the form that kustomize gives
// them.
func (rl *ResourceList) Documents() ([][]byte, error) {
	if !rl.documents {
		return nil, errForm
	}
	return Documents(rl.Items, func(item *yaml.RNode) ([]byte, error) {
		if rl.read != nil {
			if text, same := rl.read.Text(item); same {
				return text, nil
			}
		}
		if bytes := Size(item.YNode()); bytes > mostEncoded {
			return nil, fmt.Errorf("%s: more than %d bytes, and the API server accepts no object of that size; remove it from the build", v1alpha1.ObjectName(item), mostEncoded)
		}
		return Document(item)
	})
}

// EachDocument calls do with each document of a YAML stream, as it is read. It
// stops at the first that is no YAML, or about which do says something.
func EachDocument(r io.Reader, do func(*yaml.RNode) error) error {
	decoder := yaml.NewDecoder(r)
	for {
		node := &yaml.Node{}
		err := decoder.Decode(node)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = do(yaml.NewRNode(node))
		}
		if err != nil {
			return err
		}
	}
}

// Members returns the objects of a List, or of one of a kind such as
// SecretList, and of anything else the object. It fails on half a List.
func Members(object *yaml.RNode) ([]*yaml.RNode, error) {
	kind, items := object.GetKind(), fieldOf(object, "items")
	listed := items != nil && items.YNode().Kind == yaml.SequenceNode
	texts := listed && slices.ContainsFunc(items.YNode().Content, func(item *yaml.Node) bool { return item.Kind == yaml.ScalarNode })
	switch {
	case kind == "" && listed:
		return nil, errors.New("items, and no kind of a List behind them; is the file whole?")
	case kind == "List" && items == nil:
		return nil, errors.New("a List without items; is the file whole?")
	case kind == "List" && !listed:
		return nil, errors.New("a List whose items are no list")
	case kind == "List" || strings.HasSuffix(kind, "List") && listed && !texts:
		return items.Elements()
	}
	return []*yaml.RNode{object}, nil
}

// WriteDocuments writes YAML documents with lines between them.
func WriteDocuments(w io.Writer, documents [][]byte) error {
	_, err := w.Write(bytes.Join(documents, []byte("---\n")))
	return err
}

// Document returns a node as a YAML document, in the form that kustomize gives
// it.
func Document(node *yaml.RNode) ([]byte, error) {
	data, err := node.MarshalJSON()
	if err != nil {
		return nil, err
	}
	return sigsyaml.JSONToYAML(data)
}

// Documents returns the YAML documents of a list, each made by document.
func Documents[T any](list []T, document func(T) ([]byte, error)) ([][]byte, error) {
	texts := make([][]byte, len(list))
	for i, item := range list {
		var err error
		if texts[i], err = document(item); err != nil {
			return nil, err
		}
	}
	return texts, nil
}

// Size is the number of bytes of all values of a node. Aliases count nothing.
func Size(node *yaml.Node) int {
	n := len(node.Value)
	for _, child := range node.Content {
		n += Size(child)
	}
	return n
}
