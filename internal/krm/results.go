package krm

import (
	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/printable"
	"github.com/registry-profile/registry-profile/validators"
)

// Tags of results: the ID of the rule, the section of the OpenShift documentation or
// another source of the rule, and the field of the profile from which the field
// follows.
const (
	RuleTag   = "rule"
	SourceTag = "source"
	SetByTag  = "setBy"
)

// Results returns diagnostics in the form of a ResourceList. Hosts print the message,
// the object, the field and the file as they are.
func Results(diagnostics []v1alpha1.Diagnostic) sdk.Results {
	var results sdk.Results
	for _, d := range diagnostics {
		r := &sdk.Result{Message: printable.Line(d.Message), Severity: sdk.Severity(d.Severity)}
		if d.Node != nil {
			r.ResourceRef = &sdk.ResourceRef{
				APIVersion: printable.Line(d.Node.GetApiVersion()), Kind: printable.Line(d.Node.GetKind()),
				Namespace: printable.Line(d.Node.GetNamespace()), Name: printable.Line(d.Node.GetName()),
			}
		}
		if d.Field != "" {
			r.Field = &sdk.Field{Path: printable.Line(d.Field), CurrentValue: d.Current, ProposedValue: d.Proposed}
		}
		if d.File != "" {
			r.File = &sdk.File{Path: printable.Line(d.File), Index: d.Index}
		}
		if d.Rule != "" {
			rule, _ := validators.Find(d.Rule)
			r.Tags = map[string]string{RuleTag: d.Rule, SourceTag: rule.Source}
			if d.SetBy != nil {
				r.Tags[SetByTag] = printable.Line(d.SetBy.Field)
			}
		}
		results = append(results, r)
	}
	return results
}
