package validators

import (
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/credential"
)

// Exceptions change the severities of diagnostics. The zero Exceptions apply only the
// annotations of objects.
type Exceptions struct {
	// Overrides are those of the user, who applies them to all clusters.
	Overrides []v1alpha1.RuleOverride
	// Repository are the overrides of policies of the repository. They have precedence
	// over Overrides, and of several overrides of a rule, the last one.
	Repository []Override
	// Enforced reports that the repository can only raise severities: its exceptions,
	// and overrides that lower a severity, are ignored.
	Enforced bool
}

// Override is an override of a policy of the repository.
type Override struct {
	v1alpha1.RuleOverride
	// Policy is the name of the policy's object.
	Policy string
}

// With returns exceptions with the overrides of a further policy of the repository.
func (e Exceptions) With(policy string, rules []v1alpha1.RuleOverride) Exceptions {
	e.Repository = slices.Clip(e.Repository) // other workers use the same array
	for _, o := range rules {
		e.Repository = append(e.Repository, Override{o, policy})
	}
	return e
}

// Apply applies overrides, and the exceptions in object annotations, to diagnostics. A
// suppressed diagnostic becomes an info with the reason, so that it stays visible. self
// is the node of the profile; its exceptions also apply to the objects that the profile
// generates or changes.
func (e Exceptions) Apply(found []v1alpha1.Diagnostic, self *yaml.RNode) []v1alpha1.Diagnostic {
	for i := range found {
		d := &found[i]
		e.applyPolicies(d)
		reason, of := exceptionReasons(d.Node)[d.Rule], d.Node
		if reason == "" && derivedFrom(d.Node, self) {
			reason, of = exceptionReasons(self)[d.Rule], self
		}
		switch {
		case reason == "":
		case e.Enforced:
			ignore(d, v1alpha1.ObjectName(of), reason)
		default:
			suppress(d, reason)
		}
	}
	return found
}

// applyPolicies applies the overrides of policies to a diagnostic.
func (e Exceptions) applyPolicies(d *v1alpha1.Diagnostic) {
	other := func(o Override) bool { return o.ID != d.Rule }
	of := slices.DeleteFunc(slices.Clone(e.Repository), other)
	if len(of) == 0 || e.Enforced {
		for _, o := range slices.Backward(e.Overrides) {
			if o.ID == d.Rule {
				override(d, o)
				break
			}
		}
	}
	if !e.Enforced {
		if len(of) > 0 {
			override(d, of[len(of)-1].RuleOverride)
		}
		return
	}
	for _, o := range of {
		switch severity := v1alpha1.Severity(strings.ToLower(o.Severity)); {
		case rank(severity) > rank(d.Severity):
			d.Severity, d.Suppressed = severity, ""
			rule, _ := Find(d.Rule)
			d.Message = rule.message(*d)
		case rank(severity) < rank(d.Severity) || o.Severity == v1alpha1.OverrideIgnore && d.Suppressed == "":
			ignore(d, o.Policy, credential.Redact(o.Reason))
		}
	}
}

func override(d *v1alpha1.Diagnostic, o v1alpha1.RuleOverride) {
	if o.Severity == v1alpha1.OverrideIgnore {
		suppress(d, credential.Redact(o.Reason))
	} else {
		d.Severity = v1alpha1.Severity(strings.ToLower(o.Severity))
	}
}

// severities in the order of their rank. OverrideIgnore has the lowest.
var severities = []v1alpha1.Severity{Info, Warning, Error}

func rank(s v1alpha1.Severity) int { return slices.Index(severities, s) }

// Above reports whether a severity is higher than another one.
func Above(a, b v1alpha1.Severity) bool { return rank(a) > rank(b) }

func suppress(d *v1alpha1.Diagnostic, reason string) {
	rule, _ := Find(d.Rule)
	d.Severity, d.Suppressed = Info, reason
	d.Message = rule.message(*d)
}

// ignore notes in the message of a diagnostic that an exception has no effect.
func ignore(d *v1alpha1.Diagnostic, of, reason string) {
	if d.Suppressed == "" { // the user's policy suppresses it anyway
		d.Message += " The exception of " + of + " (" + strings.TrimSuffix(reason, ".") + ") is ignored."
	}
}
