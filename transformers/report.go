package transformers

import "sigs.k8s.io/kustomize/kyaml/yaml"

// Action is the type of a change.
type Action string

// Reported actions.
const (
	// Changed is an existing field whose value changed.
	Changed Action = "changed"
	// Forced is an existing field whose value changed although the profile does
	// not set it.
	Forced Action = "forced"
	// Moved is an existing field that names the store of the images, or the
	// ConfigMap with the CAs of the nodes, and whose value changed.
	Moved Action = "moved"
	// Dropped is an existing field that was removed.
	Dropped Action = "dropped"
	// Removed is an object that was removed because the profile no longer asks for
	// it.
	Removed Action = "removed"
	// Invalid is an object into which the desired object cannot be merged.
	Invalid Action = "invalid"
	// Retained is an object that is kept although the profile no longer asks for
	// it, because it holds data or credentials.
	Retained Action = "retained"
)

// Event is a change that a filter made, or a problem that it found.
type Event struct {
	Action Action
	Node   *yaml.RNode
	// Field is the path of the changed field; empty for a whole object.
	Field string
	// Before and After are the values of the field.
	Before, After any
	// Reason for the action; empty if the profile sets the value.
	Reason string
}
