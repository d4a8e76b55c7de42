package v1alpha1

import (
	"fmt"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Severity is the severity of a diagnostic.
type Severity string

// Severities of diagnostics. An error fails the build.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityInfo    Severity = "info"
)

// Diagnostic reports a violated rule, an invalid field, or a change that a
// transformer made to an existing object.
//
// +kubebuilder:object:generate=false
type Diagnostic struct {
	// File that contains the object, and the line in it, counted from 1. They are
	// empty and 0 if the location is unknown.
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Severity Severity `json:"severity"`
	// Rule is the ID of the violated rule; empty for an invalid field.
	Rule string `json:"rule,omitempty"`
	// Object as Kind/namespace/name, or Kind/name for a cluster-scoped object.
	Object string `json:"object,omitempty"`
	// Within is the object that embeds the object, such as a Policy, with the path
	// of the object in it. It is empty if the file contains the object itself.
	Within string `json:"within,omitempty"`
	// Field is the path of the field, for example spec.storage.s3.bucket.
	Field string `json:"field,omitempty"`
	// SetBy is the field of the profile from which Field follows; nil if the object is
	// not generated.
	SetBy *ProfileField `json:"setBy,omitempty"`
	// Current is the value of the field, and Proposed a valid value. Each is nil
	// if it does not apply.
	Current  any `json:"current,omitempty"`
	Proposed any `json:"proposed,omitempty"`
	// Message describes the problem, its consequence and the remedy.
	Message string `json:"message"`
	// Suppressed is the reason why the rule is ignored for this object; empty if
	// it is not ignored. The severity of a suppressed diagnostic is info.
	Suppressed string `json:"suppressed,omitempty"`

	// Detail identifies the invalid part of the value. The message includes it.
	Detail string `json:"-"`
	// Node is the object; nil if the diagnostic does not concern an object.
	Node *yaml.RNode `json:"-"`
	// Index of the object in its file.
	Index int `json:"-"`
}

// ProfileField is a field of a profile, and where it is written.
//
// +kubebuilder:object:generate=false
type ProfileField struct {
	Field string `json:"field"`
	// File and line of the field, or of the nearest field above it that the profile
	// sets; empty and 0 if the location is unknown.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
}

// String returns the field with its place.
func (f ProfileField) String() string {
	if f.File == "" {
		return f.Field
	}
	return fmt.Sprintf("%s in %s:%d", f.Field, f.File, f.Line)
}

// On returns a copy of the diagnostic that refers to the object.
func (d Diagnostic) On(node *yaml.RNode) Diagnostic {
	d.Node, d.Object = node, ObjectName(node)
	return d
}

// ObjectName returns the name of an object as Kind/namespace/name, or
// Kind/name.
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

// HasErrors reports whether the list contains a diagnostic with severity error.
func HasErrors(list []Diagnostic) bool {
	for _, d := range list {
		if d.Severity == SeverityError {
			return true
		}
	}
	return false
}

// Brief formats a value for a message. Lists are shown by their length, strings
// in quotes; the content of multi-line strings is not shown.
func Brief(value any) string {
	switch v := value.(type) {
	case []any:
		return fmt.Sprintf("a list of length %d", len(v))
	case map[string]any:
		return "an empty map"
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		if strings.Contains(v, "\n") {
			return "a multi-line string"
		}
		return strconv.Quote(v)
	default:
		return fmt.Sprint(v)
	}
}
