package transformers

import "sigs.k8s.io/kustomize/kyaml/yaml"

// Action is what a filter did.
type Action string

// The actions worth telling.
const (
	// Changed is a field of an existing object that has another value now.
	Changed Action = "changed"
	// Forced is a field that was changed although the profile leaves it open.
	Forced Action = "forced"
	// Dropped is a field of an existing object that is gone.
	Dropped Action = "dropped"
	// Removed is an object that is no longer wanted.
	Removed Action = "removed"
	// Broken is an object that cannot be merged into.
	Broken Action = "broken"
	// Kept is an object that is no longer wanted, and that holds data or
	// credentials.
	Kept Action = "kept"
)

// Event is something that a filter did.
type Event struct {
	Action Action
	Node   *yaml.RNode
	// Field that it was done to, if any.
	Field string
	// Before and After are the values of the field.
	Before, After any
	// Reason for it, if the profile does not say so itself.
	Reason string
}
