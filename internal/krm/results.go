package krm

import (
	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
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

// Results returns diagnostics in the form of a ResourceList.
func Results(diagnostics []v1alpha1.Diagnostic) sdk.Results {
	var results sdk.Results
	for _, d := range diagnostics {
		r := &sdk.Result{Message: d.Message, Severity: sdk.Severity(d.Severity)}
		if d.Node != nil {
			r.ResourceRef = &sdk.ResourceRef{
				APIVersion: d.Node.GetApiVersion(), Kind: d.Node.GetKind(),
				Namespace: d.Node.GetNamespace(), Name: d.Node.GetName(),
			}
		}
		if d.Field != "" {
			r.Field = &sdk.Field{Path: d.Field, CurrentValue: d.Current, ProposedValue: d.Proposed}
		}
		if d.File != "" {
			r.File = &sdk.File{Path: d.File, Index: d.Index}
		}
		if d.Rule != "" {
			rule, _ := validators.Find(d.Rule)
			r.Tags = map[string]string{RuleTag: d.Rule, SourceTag: rule.Source}
			if d.SetBy != nil {
				r.Tags[SetByTag] = d.SetBy.Field
			}
		}
		results = append(results, r)
	}
	return results
}
