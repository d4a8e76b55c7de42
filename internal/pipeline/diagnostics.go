package pipeline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/kio/kioutil"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/transformers"
)

// at sets the object of a diagnostic, and its file if the host names it.
func at(d v1alpha1.Diagnostic, node *yaml.RNode) v1alpha1.Diagnostic {
	d = d.On(node)
	d.File, d.Index = fileOf(node)
	return d
}

// fileOf returns the file of a node and the index of its document, if the host
// names them.
func fileOf(node *yaml.RNode) (file string, index int) {
	file, position, err := kioutil.GetFileAnnotations(node)
	if err != nil {
		return "", 0
	}
	index, err = strconv.Atoi(position)
	if err != nil {
		index = 0 // a document without an index is the first
	}
	return file, index
}

// fromErrors converts field errors of an object to diagnostics.
func fromErrors(node *yaml.RNode, errs field.ErrorList) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, err := range errs {
		found = append(found, v1alpha1.Diagnostic{Severity: v1alpha1.SeverityError, Field: err.Field, Message: err.ErrorBody()}.On(node))
	}
	return found
}

// failure returns an error without an object.
func failure(format string, args ...any) v1alpha1.Diagnostic {
	return v1alpha1.Diagnostic{Severity: v1alpha1.SeverityError, Message: fmt.Sprintf(format, args...)}
}

// fromEvent converts the event of a transformer to a diagnostic.
func fromEvent(e transformers.Event) v1alpha1.Diagnostic {
	d := v1alpha1.Diagnostic{Severity: v1alpha1.SeverityInfo, Field: e.Field, Current: e.Before, Proposed: e.After}
	switch e.Action {
	case transformers.Changed:
		d.Message = "changed to " + v1alpha1.Brief(e.After)
	case transformers.Forced:
		d.Message = fmt.Sprintf("changed to %s: %s", v1alpha1.Brief(e.After), e.Reason)
	case transformers.Moved:
		d.Severity = v1alpha1.SeverityWarning
		d.Message = fmt.Sprintf("changed to %s: %s", v1alpha1.Brief(e.After), e.Reason)
		if e.After == nil {
			d.Message = "removed: " + e.Reason
		}
	case transformers.Dropped:
		d.Message = "removed: " + e.Reason
	case transformers.Removed:
		d.Message = "removed; the profile no longer asks for it"
	case transformers.Invalid:
		d.Severity, d.Message = v1alpha1.SeverityError, e.Reason
	case transformers.Retained:
		d.Severity = v1alpha1.SeverityWarning
		d.Message = fmt.Sprintf("retained, although the profile no longer asks for it: %s; remove it by hand if it is no longer needed", e.Reason)
	}
	return at(d, e.Node)
}

// WithoutReported removes diagnostics for manifests whose rule has already reported
// the profile: a mistake in the profile repeats in the objects that are
// generated from it.
func WithoutReported(found, reported []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	rules := map[string]bool{}
	for _, d := range reported {
		rules[d.Rule] = true
	}
	return slices.DeleteFunc(found, func(d v1alpha1.Diagnostic) bool { return rules[d.Rule] })
}

// errorsOf keeps only the errors: after an error, no change is applied.
func errorsOf(list []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	return slices.DeleteFunc(list, func(d v1alpha1.Diagnostic) bool { return d.Severity != v1alpha1.SeverityError })
}

// joined lists objects in a sentence.
func joined(nodes []*yaml.RNode) string {
	names := make([]string, len(nodes))
	for i, n := range nodes {
		names[i] = v1alpha1.ObjectName(n)
	}
	return strings.Join(names, " and ")
}
