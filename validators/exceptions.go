package validators

import (
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// Suppress applies the rule overrides of a policy, and the exceptions in the
// annotations of the objects, to diagnostics. A suppressed diagnostic becomes an
// info that gives the reason, so that nothing is hidden. self is the profile's
// own node; its exceptions hold for the objects that were made for it too.
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
		reason := allowed(d.Node)[d.Rule]
		if reason == "" && comesOf(d.Node, self) {
			reason = allowed(self)[d.Rule]
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

// comesOf reports whether an object is the profile, or was made or changed by
// it.
func comesOf(object, self *yaml.RNode) bool {
	if object == nil || self == nil {
		return object == nil
	}
	mark, marked := provenance.MarkOf(object)
	return marked && mark.Profile == self.GetName()
}

// allowed returns the rules that an object's annotation excepts, with the
// reasons: "PV005: lab cluster; ED001: as above".
func allowed(object *yaml.RNode) map[string]string {
	reasons := map[string]string{}
	if object == nil {
		return reasons
	}
	for _, entry := range exceptions(object) {
		id, reason, _ := strings.Cut(entry, ":")
		reasons[strings.TrimSpace(id)] = strings.TrimSpace(reason)
	}
	return reasons
}

func exceptions(object *yaml.RNode) []string {
	text := object.GetAnnotations()[openshift.AllowAnnotation]
	return strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' })
}

// Find returns the rule with an ID.
func Find(id string) (Rule, bool) {
	i := slices.IndexFunc(All, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return All[i], true
}

// Known reports whether there is a rule with an ID.
func Known(id string) bool {
	_, known := Find(id)
	return known
}

var idleException = Rule{
	ID: "AL001", Severity: Warning,
	Title:  "exception without effect",
	Why:    "It names no rule that there is, or gives no reason.",
	Remedy: "Write the annotation as \"PV005: reason\", several of them separated by semicolons.",
	Source: "operator",
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.items {
			for _, entry := range exceptions(it.node) {
				id, reason, _ := strings.Cut(entry, ":")
				if !in.known(strings.TrimSpace(id)) || strings.TrimSpace(reason) == "" {
					f := it.on("metadata.annotations", nil)
					f[0].Detail = strings.TrimSpace(entry)
					found = append(found, f...)
				}
			}
		}
		return found
	},
}

// Malformed is the rule that lint breaks a file by that is no YAML.
var Malformed = Rule{
	ID: "YA001", Severity: Error,
	Title:  "file that is no YAML",
	Why:    "No tool can read it, and what it says has no effect.",
	Remedy: "Correct the line, or move templates out of the folder.",
	Source: "operator",
}
