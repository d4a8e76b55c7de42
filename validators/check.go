package validators

import (
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Input is what to check.
type Input struct {
	// Profile as it is written, without defaults; nil if there is none.
	Profile *v1alpha1.RegistryProfile
	// Items are the manifests.
	Items []*yaml.RNode
	// Cluster is what is known of the cluster. Without a profile, rules that
	// depend on what is left out are silent.
	Cluster v1alpha1.PolicyCluster
	// Lint tells that people look at files, and no build depends on them.
	Lint bool
	// Now is the time at which certificates must be valid. Validity periods are
	// not checked at the zero time.
	Now time.Time
}

// CheckProfile returns where the profile breaks rules, in the order of the rules.
func CheckProfile(in Input) []v1alpha1.Diagnostic {
	return run(resolved(in), func(r *Rule) func(input) []v1alpha1.Diagnostic { return r.check })
}

// CheckItems returns where the manifests break rules, in the order of the rules.
func CheckItems(in Input) []v1alpha1.Diagnostic {
	view := resolved(in)
	view.items = decodeItems(in.Items)
	view.validate()
	view.sort()
	return run(view, func(r *Rule) func(input) []v1alpha1.Diagnostic { return r.checkItems })
}

// input is what the rules look at.
type input struct {
	// Profile with its defaults; nil if there is none.
	*resolve.Profile
	nodes   []*yaml.RNode
	cluster cluster
	lint    bool
	now     time.Time

	items  []item
	byKind map[schema.GroupVersionKind][]item
	// known reports whether a rule has the ID.
	known func(id string) bool
}

// cluster is what is known of the cluster; what is empty is not known.
type cluster struct {
	release                         openshift.Release
	platform, environment, topology string
}

func resolved(in Input) input {
	view := input{nodes: in.Items, lint: in.Lint, now: in.Now, known: Known}
	told := in.Cluster
	if in.Profile != nil {
		view.Profile, _ = resolve.Resolve(in.Profile) // the errors are the caller's to report
		o := view.Profile.Spec.OpenShift
		told = v1alpha1.PolicyCluster{Version: o.Version, Platform: o.Platform, Environment: o.Environment, InfrastructureTopology: o.InfrastructureTopology}
	}
	view.cluster = cluster{platform: told.Platform, environment: told.Environment, topology: told.InfrastructureTopology}
	if release, err := openshift.ParseRelease(told.Version); err == nil {
		view.cluster.release = release
	}
	return view
}

func run(in input, part func(*Rule) func(input) []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for i := range All {
		rule := &All[i]
		check := part(rule)
		if check == nil || !rule.about(in.cluster.release) {
			continue
		}
		for _, d := range check(in) {
			d.Rule = rule.ID
			if d.Severity == "" {
				d.Severity = rule.Severity
				if in.lint && rule.LintSeverity != "" {
					d.Severity = rule.LintSeverity
				}
			}
			if d.Node != nil {
				d = d.On(d.Node)
			}
			if d.Current == "" {
				d.Current = nil // the field is not set
			}
			d.Message = rule.message(d)
			found = append(found, d)
		}
	}
	return found
}

// at is a diagnostic at the field of a profile.
func at(path *field.Path, value any) []v1alpha1.Diagnostic {
	return []v1alpha1.Diagnostic{{Field: path.String(), Current: value}}
}

// proposed adds a value that would be right.
func proposed(found []v1alpha1.Diagnostic, value any) []v1alpha1.Diagnostic {
	for i := range found {
		found[i].Proposed = value
	}
	return found
}

// off reports whether a switch is set, and set to false.
func off(b *bool) bool { return b != nil && !*b }

var (
	spec         = field.NewPath("spec")
	registryPath = spec.Child("registry")
	storagePath  = spec.Child("storage")
	routesPath   = spec.Child("exposure", "routes")
)
