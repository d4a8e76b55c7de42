package diagnose

import (
	"time"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Kind is the kind of a headline.
type Kind string

// The kinds of headlines. The first group needs a correction.
const (
	// Down: no pod of the registry is available.
	Down Kind = "down"
	// Degraded: the registry serves images, or the objects do not show whether it
	// does, and something else has failed.
	Degraded Kind = "degraded"
	// Frozen: the operator does not reconcile, and no condition shows it.
	Frozen Kind = "frozen"

	// Healthy: nothing shows a fault.
	Healthy Kind = "healthy"
	// Changing: a rollout runs, or the cluster is being installed.
	Changing Kind = "changing"
	// Removed and Unmanaged are the management states of a registry without a fault.
	Removed   Kind = "removed"
	Unmanaged Kind = "unmanaged"
)

// Report is the answer about one cluster.
type Report struct {
	Kind     Kind   `json:"kind"`
	Headline string `json:"headline"`
	// Since is when the fault began; zero if the objects do not state it.
	Since time.Time `json:"since,omitzero"`
	// Taken is the newest time in the objects, or that of their collection.
	Taken time.Time `json:"taken,omitzero"`
	// Causes are the faults from which the others follow, the most likely first.
	Causes []Fault `json:"causes,omitempty"`
	// Consequences are the faults that follow from a cause.
	Consequences []Fault `json:"consequences,omitempty"`
	// Notes are observations without a fault.
	Notes []string `json:"notes,omitempty"`
	// Next are the commands to type, the first one first.
	Next []string `json:"next,omitempty"`
	// Examined lists the objects and logs about the registry.
	Examined []string `json:"examined,omitempty"`
	// Missing lists what the objects do not contain.
	Missing []Gap `json:"missing,omitempty"`
}

// Fault is a fault that an object states.
type Fault struct {
	// ID of the entry of package messages, of a Freeze, or of a rule; empty if the
	// message is unknown.
	ID string `json:"id,omitempty"`
	// Object and, if it is one, the condition that states the fault.
	Object string `json:"object"`
	// Text is the message, Meaning its effect, and Causes the possible reasons.
	Text    string    `json:"text"`
	Since   time.Time `json:"since,omitzero"`
	Meaning string    `json:"meaning,omitempty"`
	Causes  []string  `json:"causes,omitempty"`
	Remedy  string    `json:"remedy,omitempty"`

	look    []string
	fields  []string
	rules   []string
	subject subject
	rank    [3]int
}

// Gap is a kind of object that is not among the objects.
type Gap struct {
	What    string `json:"what"`
	Command string `json:"command"`
}

// Wrong reports whether the report states a fault.
func (r Report) Wrong() bool { return r.Kind == Down || r.Kind == Degraded || r.Kind == Frozen }

// Input is what was collected from one cluster.
type Input struct {
	Objects []*yaml.RNode
	// Collected is the time of the collection; zero if it is unknown. Without it, only
	// newer times in the objects show how long a fault lasts.
	Collected time.Time
	Logs      []Log
}

// Diagnose examines the objects of one cluster.
// It returns false if they contain nothing about the registry.
func Diagnose(in Input) (Report, bool) {
	c := newCluster(in)
	if !c.concernsRegistry() {
		return Report{}, false
	}
	return c.judge(), true
}
