package fn

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/kio/kioutil"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/transformers"
	"github.com/registry-profile/registry-profile/validators"
)

// Tags of results: the ID of the rule, and the section of the book or the
// other source that it comes from.
const (
	RuleTag   = "rule"
	SourceTag = "source"
)

// refTo names a node in results.
func refTo(node *yaml.RNode) *sdk.ResourceRef {
	return &sdk.ResourceRef{
		APIVersion: node.GetApiVersion(),
		Kind:       node.GetKind(),
		Namespace:  node.GetNamespace(),
		Name:       node.GetName(),
	}
}

// fromErrors turns field errors into results.
func fromErrors(ref *sdk.ResourceRef, errs field.ErrorList) sdk.Results {
	var results sdk.Results
	for _, err := range errs {
		results = append(results, &sdk.Result{
			Message:     err.ErrorBody(),
			Severity:    sdk.Error,
			ResourceRef: ref,
			Field:       &sdk.Field{Path: err.Field},
		})
	}
	return results
}

// fromFindings turns what the rules found into results.
func fromFindings(ref *sdk.ResourceRef, findings []validators.Finding) sdk.Results {
	var results sdk.Results
	for _, f := range findings {
		r := &sdk.Result{
			Message:     f.Message(),
			Severity:    sdk.Severity(f.Severity),
			ResourceRef: ref,
			Field:       &sdk.Field{Path: f.Field, CurrentValue: f.Value, ProposedValue: f.Proposed},
			Tags:        map[string]string{RuleTag: f.Rule.ID, SourceTag: f.Rule.Source},
		}
		if f.Object != nil {
			r.ResourceRef, r.File = refTo(f.Object), fileOf(f.Object)
		}
		results = append(results, r)
	}
	return results
}

// FromErrors turns field errors of an object into results.
func FromErrors(object *yaml.RNode, errs field.ErrorList) sdk.Results {
	return fromErrors(refTo(object), errs)
}

// FromFindings turns what the rules found in an object into results.
func FromFindings(object *yaml.RNode, findings ...validators.Finding) sdk.Results {
	return fromFindings(refTo(object), findings)
}

// NameOf names an object as kubectl does, with its namespace in between.
func NameOf(object *yaml.RNode) string { return nameOf(refTo(object)) }

// fileOf returns the file that a node comes from, if the host says so.
func fileOf(node *yaml.RNode) *sdk.File {
	file, index, err := kioutil.GetFileAnnotations(node)
	if err != nil || file == "" {
		return nil
	}
	n, err := strconv.Atoi(index)
	if err != nil {
		n = 0 // a document without an index is the first
	}
	return &sdk.File{Path: file, Index: n}
}

// fromEvent turns what a transformer did into a result.
func fromEvent(e transformers.Event) *sdk.Result {
	r := &sdk.Result{Severity: sdk.Info, ResourceRef: refTo(e.Node), File: fileOf(e.Node)}
	if e.Field != "" {
		r.Field = &sdk.Field{Path: e.Field, CurrentValue: e.Before, ProposedValue: e.After}
	}
	switch e.Action {
	case transformers.Changed:
		r.Message = "changed to " + brief(e.After)
	case transformers.Forced:
		r.Message = fmt.Sprintf("changed to %s: %s", brief(e.After), e.Reason)
	case transformers.Dropped:
		r.Message = "removed: " + e.Reason
	case transformers.Removed:
		r.Message = "removed, for the profile no longer asks for it"
	case transformers.Broken:
		r.Severity, r.Message = sdk.Error, e.Reason
	case transformers.Kept:
		r.Severity = sdk.Warning
		r.Message = fmt.Sprintf("kept, though the profile no longer asks for it: %s; remove it by hand when you are sure", e.Reason)
	}
	return r
}

// brief is a value in a message: short ones as they are, others by their kind.
func brief(value any) string {
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

// failure is a result about no object in particular.
func failure(format string, args ...any) sdk.Results {
	return sdk.Results{{Severity: sdk.Error, Message: fmt.Sprintf(format, args...)}}
}

// Notable leaves out the infos of rules, which a build need not hear every
// time: lint tells them, and the results in the list hold them.
func Notable(results sdk.Results) sdk.Results {
	var notable sdk.Results
	for _, r := range results {
		if r.Severity != sdk.Info || r.Tags[RuleTag] == "" {
			notable = append(notable, r)
		}
	}
	return notable
}

// WriteText writes results for people, a line each, every line behind prefix.
func WriteText(w io.Writer, prefix string, results sdk.Results) {
	for _, r := range results {
		fmt.Fprintf(w, "%s%s\n", prefix, text(r))
	}
}

func text(r *sdk.Result) string {
	parts := []string{string(r.Severity)}
	if r.ResourceRef != nil {
		parts = append(parts, nameOf(r.ResourceRef))
	}
	if r.Field != nil {
		parts = append(parts, r.Field.Path)
		if v := r.Field.CurrentValue; v != nil && v != "" {
			parts = append(parts, brief(v))
		}
	}
	line := strings.Join(append(parts, r.Message), ": ")
	if id := r.Tags[RuleTag]; id != "" {
		line += " [" + id + "]"
	}
	return line
}

// nameOf names an object as kubectl does, with its namespace in between.
func nameOf(ref *sdk.ResourceRef) string {
	name := ref.Name
	if name == "" {
		name = "(without name)"
	}
	if ref.Namespace != "" {
		name = ref.Namespace + "/" + name
	}
	if ref.Kind == "" {
		return "object " + name
	}
	return ref.Kind + "/" + name
}
