package validators

import (
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/manifest"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Ignore is the severity by which a policy turns a rule off.
const Ignore Severity = "ignore"

// Except applies the exceptions of a policy, and those in the annotations of
// the objects, to findings. What is excepted becomes an info that gives the
// reason, so that nothing is hidden. self is the profile's own node; what is
// excepted in it is so in what the profile comes to.
func Except(findings []Finding, overrides []resolve.RuleOverride, self *yaml.RNode) []Finding {
	for i := range findings {
		f := &findings[i]
		for _, o := range overrides {
			if o.ID == f.Rule.ID {
				f.weigh(Severity(strings.ToLower(o.Severity)), o.Reason)
			}
		}
		reason := allowed(f.Object)[f.Rule.ID]
		if reason == "" && comesOf(f.Object, self) {
			reason = allowed(self)[f.Rule.ID]
		}
		if reason != "" {
			f.weigh(Ignore, reason)
		}
	}
	return findings
}

// comesOf reports whether an object is the profile, or was made or changed by
// it.
func comesOf(object, self *yaml.RNode) bool {
	if object == nil || self == nil {
		return object == nil
	}
	mark, marked := manifest.MarkOf(object)
	return marked && mark.Profile == self.GetName()
}

func (f *Finding) weigh(severity Severity, reason string) {
	f.Severity, f.Excuse = severity, reason
	if severity == Ignore {
		f.Severity = Info
	}
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
	checkItems: func(in Input) []Finding {
		var found []Finding
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
