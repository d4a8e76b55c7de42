package fn

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"
	sigsyaml "sigs.k8s.io/yaml"
)

// ReadDocuments reads YAML documents, each of which must hold an object.
func ReadDocuments(data []byte) ([]*yaml.RNode, error) {
	reader := kio.ByteReader{
		Reader:                bytes.NewReader(data),
		OmitReaderAnnotations: true,
		DisableUnwrapping:     true,
	}
	nodes, err := reader.Read()
	if err != nil {
		return nil, errors.Unwrap(err)
	}
	for i, node := range nodes {
		if node.YNode().Kind != yaml.MappingNode {
			return nil, fmt.Errorf("document %d is no Kubernetes object: write apiVersion, kind, metadata and spec", i+1)
		}
	}
	return nodes, nil
}

// WriteDocuments writes objects as YAML documents, in the form that kustomize
// gives them.
func WriteDocuments(w io.Writer, nodes []*yaml.RNode) error {
	for i, node := range nodes {
		text, err := Document(node)
		if err != nil {
			return err
		}
		if i > 0 {
			text = append([]byte("---\n"), text...)
		}
		if _, err := w.Write(text); err != nil {
			return err
		}
	}
	return nil
}

// Document returns an object as a YAML document.
func Document(node *yaml.RNode) ([]byte, error) {
	data, err := node.MarshalJSON()
	if err != nil {
		return nil, err
	}
	return sigsyaml.JSONToYAML(data)
}
