// Package provenance records in objects the profile for which they were
// generated.
package provenance

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Mark is the provenance of an object: the profile for which the function
// changed it, whether the function created it, and its name at that time.
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

// MarkOf returns the mark of a node, and false if it has no mark of this
// function.
func MarkOf(node *yaml.RNode) (Mark, bool) {
	words := strings.Split(node.GetAnnotations()[openshift.ProvenanceAnnotation], " ")
	if len(words) != 3 || words[1] != created && words[1] != patched {
		return Mark{}, false
	}
	return Mark{Profile: words[0], Created: words[1] == created, ID: words[2]}, true
}

// NameOf returns an ID for messages: without the empty namespace of a
// cluster-scoped object.
func NameOf(id string) string { return strings.Replace(id, "//", "/", 1) }

// IDOf names a node as generators.Object.ID does.
func IDOf(node *yaml.RNode) string {
	return node.GetKind() + "/" + node.GetNamespace() + "/" + node.GetName()
}
