package validators

import (
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/credential"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Input is the input of a check.
type Input struct {
	// Profile is the profile without defaults, or nil.
	Profile *v1alpha1.RegistryProfile
	// Items are the manifests to check.
	Items []*yaml.RNode
	// Before are the manifests that the function has changed to Items; nil if no
	// function has.
	Before []*yaml.RNode
	// Whole reports that Items are all objects that are applied to the cluster,
	// as in a composed kustomization or the input of the function. Otherwise they
	// are parts: rules that judge what is missing report nothing.
	Whole bool
	// Cluster contains the known facts about the cluster. It applies only
	// without a profile. A rule that needs an empty field reports nothing.
	Cluster v1alpha1.PolicyCluster
	// Lint selects the severities of lint instead of those of a build.
	Lint bool
	// AppliedBy are the objects of tools that apply the generated manifests among Items,
	// and delete the objects whose manifests are removed.
	AppliedBy []Applier
	// Now is the time at which certificates must be valid. The zero time
	// disables the check of validity periods.
	Now time.Time
	// CRDs replace the schemas of their kinds; nil replaces none.
	CRDs *CRDs
}

// Applier is an object with which a tool applies manifests, such as an Application.
type Applier struct {
	// Tool is a value of spec.delivery.tool.
	Tool string
	// Name identifies the object in messages.
	Name string
}

// CheckProfile returns the diagnostics of the profile, in the order of the
// rules. It does not check Items, but what they decide is not the profile's.
func CheckProfile(in Input) []v1alpha1.Diagnostic {
	return run(resolveInput(in), func(r *Rule) func(input) []v1alpha1.Diagnostic { return r.check })
}

// CheckPolicy returns the diagnostics of the policy itself.
func CheckPolicy(policy *v1alpha1.RegistryPolicy) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for _, d := range newerThanKnown(policy.Spec.OpenShift.Version) {
		found = append(found, newerRelease.complete(d, false))
	}
	return found
}

// CheckItems returns the diagnostics of the manifests of the registry, in the
// order of the rules. It skips the rules that need to know more than the input
// contains.
func CheckItems(in Input) []v1alpha1.Diagnostic {
	resolved := inspect(in)
	resolved.validate()
	known := resolved.knowledge()
	return run(resolved, func(r *Rule) func(input) []v1alpha1.Diagnostic {
		if !known.includes(r.Needs()) {
			return nil
		}
		return r.checkItems
	})
}

// CheckSchemas returns those diagnostics of CheckItems that are about fields and
// values that the schemas do not have.
func CheckSchemas(in Input) []v1alpha1.Diagnostic {
	return slices.DeleteFunc(CheckItems(in), func(d v1alpha1.Diagnostic) bool {
		return d.Rule != unknownField.ID && d.Rule != schemaViolation.ID
	})
}

// Related returns the items that are the registry's, as CheckItems does: its
// singletons, the objects that they or the profile refer to, and objects that
// carry a name, a namespace or an annotation of the registry. All other items
// belong to others.
func Related(in Input) []*yaml.RNode {
	var nodes []*yaml.RNode
	for _, it := range inspect(in).items {
		nodes = append(nodes, it.node)
	}
	return nodes
}

// inspect decodes the items and selects those of the registry.
func inspect(in Input) input {
	resolved := resolveInput(in)
	resolved.all = decodeItems(in.Items)
	resolved.items = resolved.related()
	resolved.byKind = byKind(resolved.items)
	return resolved
}

// input is the resolved and decoded Input that the rules inspect.
type input struct {
	// Profile includes the defaults; nil without a profile.
	*resolve.Profile
	nodes []*yaml.RNode
	// before are the manifests before the function changed them.
	before    []*yaml.RNode
	cluster   cluster
	whole     bool
	lint      bool
	appliedBy []Applier
	now       time.Time

	// items are the manifests of the registry, and all those of every owner whose
	// kinds the rules inspect.
	items, all []item
	byKind     map[schema.GroupVersionKind][]item
	// schemas replace the built-in ones; nil replaces none.
	schemas *crd.Schemas
	// known reports whether a rule with the ID exists.
	known func(id string) bool
	// closest returns the ID of the rule of which an ID is probably a misspelling.
	closest func(id string) string
}

// cluster contains the known facts about the cluster. Empty fields are unknown.
// The release is a supported one.
type cluster struct {
	release                         openshift.Release
	platform, environment, topology string
	// controlPlane is the topology of the control plane, and service the managed
	// service that operates the cluster.
	controlPlane, service string
}

func resolveInput(in Input) input {
	view := input{nodes: in.Items, before: in.Before, whole: in.Whole, lint: in.Lint, appliedBy: in.AppliedBy, now: in.Now, schemas: in.CRDs.of(), known: Known, closest: Closest}
	var facts v1alpha1.PolicyCluster
	if in.Profile != nil {
		view.Profile = resolve.WithDefaults(in.Profile)
		o := view.Profile.Spec.OpenShift
		facts = v1alpha1.PolicyCluster(o)
	} else {
		found := factsAmong(in.Items)
		facts = completed(in.Cluster, found)
		// The objects of a cluster contain what a command has listed.
		view.whole = view.whole && found == v1alpha1.PolicyCluster{}
	}
	view.cluster = cluster{platform: facts.Platform, environment: facts.Environment, topology: facts.InfrastructureTopology, controlPlane: facts.ControlPlaneTopology, service: facts.ManagedBy}
	if release, err := openshift.ParseRelease(facts.Version); err == nil {
		view.cluster.release = release.Nearest()
	}
	return view
}

func run(in input, part func(*Rule) func(input) []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	var unknown map[string]bool
	if in.Profile != nil && in.Spec.Delivery.Placeholders != "" {
		unknown = unknownFields(in.Profile)
	}
	var found []v1alpha1.Diagnostic
	for i := range All {
		rule := &All[i]
		check := part(rule)
		if check == nil || !rule.appliesTo(in.cluster.release) {
			continue
		}
		for _, d := range rule.dropUnknown(check(in), unknown) {
			found = append(found, rule.complete(d, in.lint))
		}
	}
	return found
}

// complete adds to a diagnostic of a check what follows from its rule.
func (r *Rule) complete(d v1alpha1.Diagnostic, lint bool) v1alpha1.Diagnostic {
	d.Rule = r.ID
	if d.Severity == "" {
		d.Severity = r.Severity
		if lint && r.LintSeverity != "" {
			d.Severity = r.LintSeverity
		}
	}
	if d.Node != nil {
		d = d.On(d.Node)
	}
	if d.Current == "" {
		d.Current = nil // the field is not set
	}
	d.Current, d.Proposed, d.Detail = credential.RedactValue("", excerpt(d.Current)), credential.RedactValue("", d.Proposed), credential.Redact(d.Detail)
	d.Message = r.message(d)
	return d
}

// at returns a diagnostic for a field of the profile.
func at(path *field.Path, value any) []v1alpha1.Diagnostic {
	return []v1alpha1.Diagnostic{{Field: path.String(), Current: value}}
}

// propose adds a valid value to diagnostics.
func propose(found []v1alpha1.Diagnostic, value any) []v1alpha1.Diagnostic {
	for i := range found {
		found[i].Proposed = value
	}
	return found
}

// isTrue reports whether a boolean is set to true; nil is not.
func isTrue(b *bool) bool { return b != nil && *b }

// isFalse reports whether a boolean is set to false; nil is not.
func isFalse(b *bool) bool { return b != nil && !*b }

var (
	spec         = field.NewPath("spec")
	registryPath = spec.Child("registry")
	storagePath  = spec.Child("storage")
	routesPath   = spec.Child("exposure", "routes")
)

// maxText is the length of the longest text in bytes that a diagnostic quotes.
// Values of a field are short; the limit bounds the memory for other input.
const maxText = 1 << 10

// excerpt returns the value that a diagnostic quotes, shortened if it is a long
// text.
func excerpt(value any) any {
	if text, ok := value.(string); ok && len(text) > maxText {
		return strings.ToValidUTF8(text[:maxText], "") + "…"
	}
	return value
}
