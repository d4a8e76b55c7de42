package fn

import (
	"fmt"
	"io"
	"strings"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/validators"
)

// RuleTag is the tag of a result that holds the ID of a rule.
const RuleTag = "rule"

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
		results = append(results, &sdk.Result{
			Message:     f.Message(),
			Severity:    sdk.Severity(f.Severity),
			ResourceRef: ref,
			Field:       &sdk.Field{Path: f.Field, CurrentValue: f.Value},
			Tags:        map[string]string{RuleTag: f.Rule.ID},
		})
	}
	return results
}

// failure is a result about no object in particular.
func failure(format string, args ...any) sdk.Results {
	return sdk.Results{{Severity: sdk.Error, Message: fmt.Sprintf(format, args...)}}
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
			parts = append(parts, fmt.Sprint(v))
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
