package v1alpha1

import (
	"fmt"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Severity tells how serious a diagnostic is.
type Severity string

// The severities. An error stops the build.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityInfo    Severity = "info"
)

// Diagnostic is one thing that the function has to say about an object: a broken
// rule, a malformed field, or what a transformer did to an existing object.
//
// +kubebuilder:object:generate=false
type Diagnostic struct {
	// File that the object comes from, and the line in it, from 1; empty and 0 if
	// they are not known.
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Severity Severity `json:"severity"`
	// Rule is the ID of the broken rule; empty for what is malformed.
	Rule string `json:"rule,omitempty"`
	// Object as Kind/namespace/name, or Kind/name.
	Object string `json:"object,omitempty"`
	// Field is the path of the field, for example spec.storage.s3.bucket.
	Field string `json:"field,omitempty"`
	// Current is the value of the field, and Proposed one that would be right;
	// nil if there is none to show.
	Current  any `json:"current,omitempty"`
	Proposed any `json:"proposed,omitempty"`
	// Message says what is wrong, what follows from it, and the remedy.
	Message string `json:"message"`
	// Suppressed is the reason for which the rule is ignored here; empty if it is
	// not. The severity is info then.
	Suppressed string `json:"suppressed,omitempty"`

	// Detail says which part of the value is wrong; the message contains it.
	Detail string `json:"-"`
	// Node is the object; nil if the diagnostic is about no object.
	Node *yaml.RNode `json:"-"`
	// Index of the object in its file.
	Index int `json:"-"`
}

// On returns the diagnostic with the object that it is about.
func (d Diagnostic) On(node *yaml.RNode) Diagnostic {
	d.Node, d.Object = node, ObjectName(node)
	return d
}

// ObjectName names an object as Kind/namespace/name, or Kind/name.
func ObjectName(node *yaml.RNode) string {
	kind, name := node.GetKind(), node.GetName()
	if name == "" {
		name = "(without name)"
	}
	if namespace := node.GetNamespace(); namespace != "" {
		name = namespace + "/" + name
	}
	if kind == "" {
		return "object " + name
	}
	return kind + "/" + name
}

// HasErrors reports whether a diagnostic is an error.
func HasErrors(list []Diagnostic) bool {
	for _, d := range list {
		if d.Severity == SeverityError {
			return true
		}
	}
	return false
}

// Brief is a value in a message: a list or a map by its size, text in quotes,
// and text of several lines not at all.
func Brief(value any) string {
	switch v := value.(type) {
	case []any:
		return fmt.Sprintf("a list of %d", len(v))
	case map[string]any:
		return "an empty map"
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		if strings.Contains(v, "\n") {
			return "another text"
		}
		return strconv.Quote(v)
	default:
		return fmt.Sprint(v)
	}
}
