// Package provenance records in objects for which profile they were made.
package provenance

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Mark is the provenance of an object: for which profile the function touched
// it, whether it made it, and how the object was called then.
type Mark struct {
	Profile string
	Created bool
	// ID of the object: kind, namespace and name, separated by slashes.
	ID string
}

const (
	created = "created"
	patched = "patched"
)

// String returns the value of the annotation.
func (m Mark) String() string {
	verb := patched
	if m.Created {
		verb = created
	}
	return m.Profile + " " + verb + " " + m.ID
}

// MarkOf returns the mark of a node, and false if it has none that we wrote.
func MarkOf(node *yaml.RNode) (Mark, bool) {
	words := strings.Split(node.GetAnnotations()[openshift.ProvenanceAnnotation], " ")
	if len(words) != 3 || words[1] != created && words[1] != patched {
		return Mark{}, false
	}
	return Mark{Profile: words[0], Created: words[1] == created, ID: words[2]}, true
}

// NameOf is an ID as people write it: without the place of a namespace that
// there is not.
func NameOf(id string) string { return strings.Replace(id, "//", "/", 1) }

// IDOf names a node as generators.Object.ID does.
func IDOf(node *yaml.RNode) string {
	return node.GetKind() + "/" + node.GetNamespace() + "/" + node.GetName()
}
