package validators

import (
	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// The severities of rules.
const (
	Error   = v1alpha1.SeverityError
	Warning = v1alpha1.SeverityWarning
	Info    = v1alpha1.SeverityInfo
)

// Rule is one misconfiguration.
type Rule struct {
	// ID is stable and never used again.
	ID string
	// Severity of a diagnostic, unless the check sets another.
	Severity v1alpha1.Severity
	// LintSeverity is the severity in lint, where it differs.
	LintSeverity v1alpha1.Severity
	// Title names the mistake as a noun phrase.
	Title string
	// Why says what happens on the cluster, in one sentence.
	Why string
	// Remedy says what to write, as one imperative sentence.
	Remedy string
	// Source is the section of the book, or "operator" for what the
	// operator's source and behaviour show.
	Source string

	// from is the first release that the rule is about; the zero Release for
	// all. A rule with a first release is silent where the release is not known.
	from openshift.Release

	// check looks at the profile, checkItems at the manifests; nil where there
	// is nothing to look at.
	check, checkItems func(input) []v1alpha1.Diagnostic
}

// Since is the first release that the rule is about, as x.y; empty for all.
func (r Rule) Since() string {
	if r.from == (openshift.Release{}) {
		return ""
	}
	return r.from.String()
}

// SourceText says where the rule comes from.
func (r Rule) SourceText() string {
	if r.Source == "operator" {
		return "the operator's behaviour"
	}
	return openshift.Section(r.Source)
}

// message is that of a diagnostic.
func (r Rule) message(d v1alpha1.Diagnostic) string {
	title := r.Title
	if d.Detail != "" {
		title += " (" + d.Detail + ")"
	}
	if d.Suppressed != "" {
		return title + ": suppressed: " + d.Suppressed
	}
	return title + ": " + r.Why + " " + r.Remedy
}

// about reports whether the rule is about a release.
func (r *Rule) about(release openshift.Release) bool {
	return r.from == openshift.Release{} || release != openshift.Release{} && !release.Before(r.from)
}
