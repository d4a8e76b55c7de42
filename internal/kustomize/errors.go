package kustomize

import (
	"fmt"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/credential"
)

// NotAllowed is the error of a kustomization that cannot be composed in this
// process: it runs another program or needs the network.
type NotAllowed struct {
	// File is the path of the kustomization or the configuration that asks for it.
	File string
	// Reason names what is required, for example "remote base https://…".
	Reason string
	// Remedy is empty if only other tools can compose the kustomization.
	Remedy string
	// Entry of the kustomization that asks for it; empty if it is in another file.
	Entry string
	// Adds reports that it only adds objects: a remote resource or a generator. The
	// rest can be composed without it.
	Adds bool
}

func (e *NotAllowed) Error() string {
	text := fmt.Sprintf("%s: %s is not supported", e.File, e.Reason)
	if e.Remedy != "" {
		text += "; " + e.Remedy
	}
	return text
}

// Invalid is the error of an entry of a kustomization.
type Invalid struct {
	// File is the path of the kustomization.
	File string
	// Entry of the kustomization, such as a path.
	Entry string
	// Problem of the entry.
	Problem string
	// Cycle reports that the entry closes a cycle. Any of its kustomizations can be
	// the wrong one.
	Cycle bool
}

func (e *Invalid) Error() string {
	return credential.Redact(fmt.Sprintf("%s: %s %s", e.File, e.Problem, e.Entry))
}

// Failed is the error of a profile or a policy that a kustomization runs.
type Failed struct {
	// File of the profile or policy, or of the kustomization that contains it.
	File string
	// Diagnostics contain at least one error, or a warning on which the policy
	// fails.
	Diagnostics []v1alpha1.Diagnostic
}

func (e *Failed) Error() string {
	for _, d := range e.Diagnostics {
		if d.Severity == v1alpha1.SeverityError {
			return e.File + ": " + d.Message
		}
	}
	return e.File + ": the policy failed"
}
