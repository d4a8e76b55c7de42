package validators

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

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
	for _, entry := range exceptionsIn(object.GetAnnotations()[openshift.AllowAnnotation]) {
		id, reason, _ := strings.Cut(entry, ":")
		reasons[strings.TrimSpace(id)] = strings.TrimSpace(reason)
	}
	return reasons
}

// exceptionsIn returns the exceptions in the text of an annotation.
func exceptionsIn(text string) []string {
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

// Closest returns the ID of the rule of which a text is probably a misspelling, or the
// empty string.
func Closest(id string) string {
	ids := make([]string, len(All))
	for i, rule := range All {
		ids[i] = rule.ID
	}
	return decode.Closest(strings.ToUpper(id), ids)
}

var ineffectiveException = Rule{
	ID: "AL001", Severity: Warning,
	Title:  "exception without effect",
	Why:    "The exception names an unknown rule, gives no reason, or is not separated from the one before it by a semicolon.",
	Remedy: "Write the annotation as \"PV005: reason\", and separate several exceptions with semicolons.",
	Source: "operator",
	check: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, detail := range ineffective(in, in.Annotations[openshift.AllowAnnotation]) {
			f := at(field.NewPath("metadata", "annotations"), nil)
			f[0].Detail = detail
			found = append(found, f...)
		}
		return found
	},
	checkItems: func(in input) []v1alpha1.Diagnostic {
		var found []v1alpha1.Diagnostic
		for _, it := range in.all { // the annotation is ours on every object
			for _, detail := range ineffective(in, it.node.GetAnnotations()[openshift.AllowAnnotation]) {
				f := it.at("metadata.annotations", nil)
				f[0].Detail = detail
				found = append(found, f...)
			}
		}
		return found
	},
}

// ineffective describes the exceptions in the text of an annotation that have no
// effect.
func ineffective(in input, text string) []string {
	var details []string
	for _, entry := range exceptionsIn(text) {
		id, reason, _ := strings.Cut(entry, ":")
		id, reason = strings.TrimSpace(id), strings.TrimSpace(reason)
		switch guess := in.closest(id); {
		case id == "" && reason == "": // after the last semicolon
		case !in.known(id) && guess != "":
			details = append(details, fmt.Sprintf("%s; did you mean %s?", strings.TrimSpace(entry), guess))
		case !in.known(id):
			details = append(details, strings.TrimSpace(entry))
		case reason == "":
			details = append(details, id+" without a reason")
		default:
			for _, match := range afterComma().FindAllStringSubmatch(reason, -1) {
				if in.known(match[1]) {
					details = append(details, match[1]+" after a comma")
				}
			}
		}
	}
	return details
}

// afterComma matches an exception that a comma separates from the one before it.
var afterComma = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`,\s*([A-Z0-9]+)\s*:`) })
