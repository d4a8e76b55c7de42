package validators

import (
	"strings"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Severities of rules, from most to least severe.
const (
	Error   = v1alpha1.SeverityError
	Warning = v1alpha1.SeverityWarning
	Info    = v1alpha1.SeverityInfo
)

// Rule describes one misconfiguration.
type Rule struct {
	// ID is stable and never reused.
	ID string
	// Severity of a diagnostic, unless the check sets another.
	Severity v1alpha1.Severity
	// LintSeverity is the severity in lint if it differs from Severity.
	LintSeverity v1alpha1.Severity
	// Otherwise describes the other severities that a check sets, such as
	// "warning if the environment is unknown".
	Otherwise string
	// Title names the mistake as a noun phrase.
	Title string
	// Why states in one sentence what happens on the cluster.
	Why string
	// Remedy states the correction as one imperative sentence.
	Remedy string
	// Source is the section of the OpenShift documentation, or a key of sources if
	// the rule follows from the source code and behavior of a controller.
	Source string

	// from is the first release that the rule applies to; the zero Release
	// means all releases. A rule with a first release reports nothing if the
	// release is unknown.
	from openshift.Release

	// needs is what the rule must know to judge manifests.
	needs Knowledge
	// byPresence marks a rule that only judges which fields exist: a placeholder
	// inside of its field changes nothing.
	byPresence bool

	// check inspects the profile and checkItems the manifests. Either is nil if
	// the rule does not apply to that input.
	check, checkItems func(input) []v1alpha1.Diagnostic
}

// Since returns the first release that the rule applies to, as x.y. It is empty
// if the rule applies to all releases.
func (r Rule) Since() string {
	if r.from == (openshift.Release{}) {
		return ""
	}
	return r.from.String()
}

// OtherSeverities describes when the severity is not Severity. It is empty if the
// rule has only one.
func (r Rule) OtherSeverities() string {
	var others []string
	if r.LintSeverity != "" {
		others = append(others, "lint: "+string(r.LintSeverity))
	}
	if r.Otherwise != "" {
		others = append(others, r.Otherwise)
	}
	return strings.Join(others, ", ")
}

// SourceText returns the source of the rule for display.
func (r Rule) SourceText() string {
	if text, ok := sources[r.Source]; ok {
		return text
	}
	return openshift.Section(r.Source)
}

// sources are the sources of rules besides the OpenShift documentation of the
// registry.
var sources = map[string]string{
	"operator":   "the operator's behavior",
	"mco":        "the behavior of the Machine Config Operator and of the container runtime (openshift/machine-config-operator, pkg/controller/container-runtime-config; containers/image, sysregistriesv2)",
	"images":     "OpenShift documentation of the image configuration resources",
	"kubernetes": "the behavior of Kubernetes (the PersistentVolume controller)",
	"hypershift": "the behavior of hosted control planes (openshift/hypershift, hostedclusterconfigoperator)",
	"aro":        "the support policy of Azure Red Hat OpenShift 4, and the behavior of its operator (Azure/ARO-RP, pkg/operator/controllers)",
	"roles":      "the ClusterRoles of OpenShift (openshift/openshift-apiserver, pkg/bootstrappolicy)",
	"osd":        "the SelectorSyncSets of the service (openshift/managed-cluster-config, deploy/osd-registry)",
}

// message returns the message of a diagnostic of the rule.
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

// appliesTo reports whether the rule applies to a release.
func (r *Rule) appliesTo(release openshift.Release) bool {
	return r.from == openshift.Release{} || release != openshift.Release{} && !release.Before(r.from)
}
