package repository

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/regular"
	"github.com/registry-profile/registry-profile/internal/verbatim"
)

// parsed contains the documents of a file up to the first that is not valid.
type parsed struct {
	// documents are the objects and, for patches, lists of operations. The nodes
	// contain their lines.
	documents []*yaml.RNode
	err       error // the first error
	blank     bool  // only comments
}

func parseFile(path string, relevant krm.Relevant) parsed {
	f, err := regular.Open(path, most(true)) // survey has checked the size
	if err != nil {
		return parsed{err: err}
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && info.Size() <= chunk {
		text, err := io.ReadAll(f)
		if err != nil {
			return parsed{err: err}
		}
		return parseText(text, relevant)
	}
	return parse(f, relevant)
}

// parseText is parse for a text in memory.
func parseText(text []byte, relevant krm.Relevant) parsed {
	if list, ok := verbatim.Documents(text, relevant); ok {
		return fromList(list)
	}
	return parse(bytes.NewReader(text), relevant)
}

func fromList(list *verbatim.List) parsed {
	var p parsed
	for i, object := range list.Items {
		shift(object.YNode(), list.Lines[i])
		p.add(object)
	}
	return p
}

// parse reads YAML documents. It does not parse objects that are not relevant.
func parse(data io.Reader, relevant krm.Relevant) parsed {
	var p parsed
	list, whole := verbatim.DocumentsFrom(data, relevant)
	if list != nil {
		return fromList(list)
	}
	p.blank = true
	err := krm.EachDocument(whole, func(document *yaml.RNode) error {
		p.blank = p.blank && onlyComments(document)
		p.add(document)
		return nil
	})
	if err != nil {
		p.err, p.blank = err, false
	}
	return p
}

// invalidYAML returns why a text that does not concern the registry is not YAML.
func invalidYAML(text []byte, template bool) error {
	if _, valid := verbatim.Documents(text, none(template)); valid && !template {
		return nil
	}
	return parse(bytes.NewReader(text), none(template)).err
}

// add adds a document. A scalar is not a Kubernetes object.
func (p *parsed) add(document *yaml.RNode) {
	node := document.YNode()
	switch {
	case node == nil:
	case node.Kind == yaml.SequenceNode:
		p.documents = append(p.documents, document)
	case node.Kind == yaml.MappingNode && hasTemplate(node):
		p.err = cmp.Or(p.err, errTemplate)
	case node.Kind == yaml.MappingNode && duplicateKey(node) != nil:
		p.err = cmp.Or(p.err, duplicateKey(node))
	case node.Kind == yaml.MappingNode && endless(node) != nil:
		p.err = cmp.Or(p.err, endless(node))
	case node.Kind == yaml.MappingNode:
		if err := decode.Object(node); err != nil {
			if p.err == nil {
				p.err = err
			}
			return
		}
		p.documents = append(p.documents, document)
	}
}

// onlyComments reports whether a document contains only comments. An explicit null
// is a value.
func onlyComments(document *yaml.RNode) bool {
	node := document.YNode()
	return yaml.IsMissingOrNull(document) && (node == nil || node.Value == "")
}

// shift converts the lines of a node from its document to its file. Placeholders
// share their content and have no lines.
func shift(node *yaml.Node, lines int) {
	if node.Line == 0 {
		return
	}
	node.Line += lines
	for _, child := range node.Content {
		shift(child, lines)
	}
}

// relevant reports whether an object must be parsed.
func relevant(object verbatim.Head) bool {
	return pipeline.MayConcern(object) || wraps(openshift.GroupOf(object.APIVersion), object.Kind) && mentions(object.Text).registry
}

// all is the filter that parses every object.
func all(verbatim.Head) bool { return true }

// none returns the filter that parses no object, unless the text may be a template:
// the braces of a template can look like maps.
func none(template bool) krm.Relevant {
	return func(verbatim.Head) bool { return template }
}

// errTemplate is the error of a value that begins with two braces.
var errTemplate = errors.New("a value begins with two braces")

// endless returns an error for aliases that expand to too many values.
func endless(node *yaml.Node) error {
	if !decode.HasAlias(node) {
		return nil
	}
	_, err := decode.Plain(node)
	return err
}

// errDuplicate is the error of a key that a map contains twice: kustomize and the
// API server reject it.
var errDuplicate = errors.New("duplicate key")

// duplicateKey returns an error for the first key that a map contains twice.
func duplicateKey(node *yaml.Node) error {
	if node.Kind == yaml.MappingNode {
		lines := map[string]int{}
		for i := 0; i+1 < len(node.Content); i += 2 {
			key := node.Content[i]
			if first, twice := lines[key.Value]; twice && key.Kind == yaml.ScalarNode && key.Tag != "!!merge" {
				err := fmt.Errorf("line %d: %w %q, also in line %d", key.Line, errDuplicate, key.Value, first)
				if decode.JoinedObjects(node) {
					err = fmt.Errorf("%w; separate two objects with ---", err)
				}
				return err
			}
			lines[key.Value] = key.Line
		}
	}
	for _, child := range node.Content {
		if err := duplicateKey(child); err != nil {
			return err
		}
	}
	return nil
}

// hasTemplate reports whether a document contains the braces of a template, which
// YAML reads as a map with a map as its key.
func hasTemplate(node *yaml.Node) bool {
	if node.Kind == yaml.MappingNode {
		for i := 0; i < len(node.Content); i += 2 {
			if node.Content[i].Kind == yaml.MappingNode {
				return true
			}
		}
	}
	return slices.ContainsFunc(node.Content, hasTemplate)
}
