package validators

import (
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// Suppress applies the rule overrides of a policy and the exceptions in object
// annotations to diagnostics. A suppressed diagnostic becomes an info with the
// reason, so that it stays visible. self is the node of the profile; its
// exceptions also apply to the objects that the profile generates or changes.
func Suppress(found []v1alpha1.Diagnostic, overrides []v1alpha1.RuleOverride, self *yaml.RNode) []v1alpha1.Diagnostic {
	for i := range found {
		d := &found[i]
		for _, o := range overrides {
			if o.ID != d.Rule {
				continue
			}
			if o.Severity == v1alpha1.OverrideIgnore {
				suppress(d, o.Reason)
			} else {
				d.Severity, d.Suppressed = v1alpha1.Severity(strings.ToLower(o.Severity)), ""
			}
		}
		reason := exceptionReasons(d.Node)[d.Rule]
		if reason == "" && derivedFrom(d.Node, self) {
			reason = exceptionReasons(self)[d.Rule]
		}
		if reason != "" {
			suppress(d, reason)
		}
	}
	return found
}

func suppress(d *v1alpha1.Diagnostic, reason string) {
	rule, _ := Find(d.Rule)
	d.Severity, d.Suppressed = Info, reason
	d.Message = rule.message(*d)
}

// derivedFrom reports whether a diagnostic's object is the profile itself,
// which is nil, or an object that the profile generated or changed.
func derivedFrom(object, self *yaml.RNode) bool {
	if object == nil || self == nil {
		return object == nil
	}
	mark, ok := provenance.MarkOf(object)
	return ok && mark.Profile == self.GetName()
}

// exceptionReasons returns the reasons in an object's exception annotation by
// rule ID. Example of an annotation: "PV005: lab cluster; ED001: as above".
func exceptionReasons(object *yaml.RNode) map[string]string {
	reasons := map[string]string{}
	if object == nil {
		return reasons
	}
	for _, entry := range exceptionEntries(object) {
		id, reason, _ := strings.Cut(entry, ":")
		reasons[strings.TrimSpace(id)] = strings.TrimSpace(reason)
	}
	return reasons
}

// exceptionEntries returns the entries of an object's exception annotation.
func exceptionEntries(object *yaml.RNode) []string {
	text := object.GetAnnotations()[openshift.AllowAnnotation]
	return strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' })
}

// Find returns the rule with the ID, and whether it exists.
func Find(id string) (Rule, bool) {
	i := slices.IndexFunc(All, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return All[i], true
}

// Known reports whether a rule with the ID exists.
func Known(id string) bool {
	_, known := Find(id)
	return known
}

var ineffectiveException = Rule{
	ID: "AL001", Severity: Warning,
	Title:  "exception without effect",
	Why:    "The exception names an unknown rule or gives no reason.",
	Remedy: "Write the annotation as \"PV005: reason\", and separate several exceptions with semicolons.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.all { // the annotation is ours on every object
			for _, entry := range exceptionEntries(it.node) {
				id, reason, _ := strings.Cut(entry, ":")
				if !in.known(strings.TrimSpace(id)) || strings.TrimSpace(reason) == "" {
					f := it.at("metadata.annotations", nil)
					f[0].Detail = strings.TrimSpace(entry)
					found = append(found, f...)
				}
			}
		}
		return found
	},
}
