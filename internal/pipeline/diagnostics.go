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

// at places a diagnostic at an object, and in its file if the host names it.
func at(d v1alpha1.Diagnostic, node *yaml.RNode) v1alpha1.Diagnostic {
	d = d.On(node)
	d.File, d.Index = fileOf(node)
	return d
}

// fileOf returns the file that a node comes from, and its index there, if the
// host names it.
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

// fromErrors turns field errors of an object into diagnostics.
func fromErrors(node *yaml.RNode, errs field.ErrorList) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, err := range errs {
		found = append(found, v1alpha1.Diagnostic{Severity: v1alpha1.SeverityError, Field: err.Field, Message: err.ErrorBody()}.On(node))
	}
	return found
}

// failure is an error about no object in particular.
func failure(format string, args ...any) v1alpha1.Diagnostic {
	return v1alpha1.Diagnostic{Severity: v1alpha1.SeverityError, Message: fmt.Sprintf(format, args...)}
}

// fromEvent turns what a transformer did into a diagnostic.
func fromEvent(e transformers.Event) v1alpha1.Diagnostic {
	d := v1alpha1.Diagnostic{Severity: v1alpha1.SeverityInfo, Field: e.Field, Current: e.Before, Proposed: e.After}
	switch e.Action {
	case transformers.Changed:
		d.Message = "changed to " + v1alpha1.Brief(e.After)
	case transformers.Forced:
		d.Message = fmt.Sprintf("changed to %s: %s", v1alpha1.Brief(e.After), e.Reason)
	case transformers.Dropped:
		d.Message = "removed: " + e.Reason
	case transformers.Removed:
		d.Message = "removed; the profile no longer asks for it"
	case transformers.Invalid:
		d.Severity, d.Message = v1alpha1.SeverityError, e.Reason
	case transformers.Retained:
		d.Severity = v1alpha1.SeverityWarning
		d.Message = fmt.Sprintf("kept, though the profile no longer asks for it: %s; remove it by hand when you are sure", e.Reason)
	}
	return at(d, e.Node)
}

// Unreported leaves out diagnostics about manifests of rules that have reported
// the profile already: what is wrong with the profile is wrong with the objects
// made for it.
func Unreported(found, reported []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	rules := map[string]bool{}
	for _, d := range reported {
		rules[d.Rule] = true
	}
	return slices.DeleteFunc(found, func(d v1alpha1.Diagnostic) bool { return rules[d.Rule] })
}

// errorsOf leaves out what was done: on an error nothing is.
func errorsOf(list []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	return slices.DeleteFunc(list, func(d v1alpha1.Diagnostic) bool { return d.Severity != v1alpha1.SeverityError })
}

// joined names objects in a sentence.
func joined(nodes []*yaml.RNode) string {
	names := make([]string, len(nodes))
	for i, n := range nodes {
		names[i] = v1alpha1.ObjectName(n)
	}
	return strings.Join(names, " and ")
}
