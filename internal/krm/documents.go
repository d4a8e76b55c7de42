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

// ErrUTF16 is the error of a text in UTF-16, in which no name can be found.
var ErrUTF16 = errors.New("encoded as UTF-16; convert it to UTF-8")

// IsUTF16 reports whether a text begins with a byte order mark of UTF-16.
func IsUTF16(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff"))
}

// ReadDocuments reads YAML documents. Each must contain an object or be empty.
func ReadDocuments(data []byte) ([]*yaml.RNode, error) {
	if IsUTF16(data) {
		return nil, ErrUTF16
	}
	var nodes []*yaml.RNode
	err := EachDocument(bytes.NewReader(data), func(node *yaml.RNode) error {
		if yaml.IsMissingOrNull(node) {
			return nil
		}
		if err := decode.Object(node.YNode()); err != nil {
			return fmt.Errorf("document %d: %w", len(nodes)+1, err)
		}
		preserveStyle(node.YNode(), false)
		nodes = append(nodes, node)
		return nil
	})
	return nodes, unexpanded(data, err)
}

// unexpanded adds to a syntax error that the text contains placeholders, which are
// its likely reason.
func unexpanded(data []byte, err error) error {
	switch {
	case err == nil || !strings.HasPrefix(err.Error(), "yaml: "):
		return err
	case bytes.Contains(data, []byte("{{")):
		return fmt.Errorf("%w; the text contains {{: expand a template first, for example with helm template, and write other placeholders in quotes", err)
	case bytes.Contains(data, []byte("${")):
		return fmt.Errorf("%w; the text contains ${: substitute variables first, for example with flux envsubst, or write them in quotes", err)
	}
	return err
}

// maxEncoded is the size in bytes of the largest object that Documents writes
// in kustomize's format, in which a value of 100 MB takes 600 MB of memory and
// more than ten seconds. The API server accepts requests of 3 MiB.
const maxEncoded = 16 << 20

// ReadItems reads YAML documents as the items of a list. It does not parse
// those that are not relevant, and keeps their text.
func ReadItems(data []byte, relevant Relevant) (*ResourceList, error) {
	list, ok := verbatim.Documents(data, relevant)
	if !ok || slices.ContainsFunc(list.Items, yaml.IsMissingOrNull) { // empty documents are skipped
		items, err := ReadDocuments(data)
		return &ResourceList{Items: items, documents: true}, err
	}
	rl := &ResourceList{Items: list.Items, read: list, documents: true}
	for i, item := range list.Items {
		if err := decode.Object(item.YNode()); err != nil {
			return nil, fmt.Errorf("document %d: %w", rl.Number(i), err)
		}
		preserveStyle(item.YNode(), false)
	}
	return rl, nil
}

// Documents returns the items as YAML documents: items that are unchanged since
// ReadItems byte for byte, others in kustomize's format.
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
		if bytes := Size(item.YNode()); bytes > maxEncoded {
			return nil, fmt.Errorf("%s: more than %d bytes; the API server rejects objects of that size; remove it from the build", v1alpha1.ObjectName(item), maxEncoded)
		}
		return Document(item)
	})
}

// EachDocument calls do with each document of a YAML stream while it reads the
// stream. It stops at the first invalid document, or at the first error of do.
func EachDocument(r io.Reader, do func(*yaml.RNode) error) error {
	text := &tabFinder{Reader: r}
	decoder := yaml.NewDecoder(text)
	for {
		node := &yaml.Node{}
		err := decoder.Decode(node)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return withRemedy(err, text.tab)
		}
		if err := do(yaml.NewRNode(node)); err != nil {
			return err
		}
	}
}

// Members returns the objects of a List, or of a typed list such as a
// SecretList; for any other object, it returns the object. It fails on a
// truncated List.
func Members(object *yaml.RNode) ([]*yaml.RNode, error) {
	kind, items := object.GetKind(), fieldOf(object, "items")
	listed := items != nil && items.YNode().Kind == yaml.SequenceNode
	texts := listed && slices.ContainsFunc(items.YNode().Content, func(item *yaml.Node) bool { return item.Kind == yaml.ScalarNode })
	switch {
	case kind == "" && listed:
		return nil, errors.New("items without the kind List; the file may be truncated")
	case kind == "List" && items == nil:
		return nil, errors.New("a List without items; the file may be truncated")
	case kind == "List" && !listed:
		return nil, errors.New("items of the List must be a list")
	case kind == "List" || strings.HasSuffix(kind, "List") && listed && !texts:
		return items.Elements()
	}
	return []*yaml.RNode{object}, nil
}

// WriteDocuments writes YAML documents with separators between them.
func WriteDocuments(w io.Writer, documents [][]byte) error {
	_, err := w.Write(bytes.Join(documents, []byte("---\n")))
	return err
}

// Document returns a node as a YAML document in kustomize's format.
func Document(node *yaml.RNode) ([]byte, error) {
	data, err := node.MarshalJSON()
	if err != nil {
		return nil, err
	}
	return sigsyaml.JSONToYAML(data)
}

// Documents returns the YAML documents of a list, each encoded by document.
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

// Size returns the number of bytes of all values of a node. Aliases do not
// count.
func Size(node *yaml.Node) int {
	n := len(node.Value)
	for _, child := range node.Content {
		n += Size(child)
	}
	return n
}
