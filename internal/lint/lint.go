package lint

import (
	"cmp"
	"io"
	"slices"
	"time"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/provenance"
	"github.com/registry-profile/registry-profile/internal/report"
	"github.com/registry-profile/registry-profile/internal/repository"
	"github.com/registry-profile/registry-profile/validators"
)

// Options configure lint.
type Options struct {
	// Release is the release to check against. The zero Release selects the releases
	// in the files.
	Release openshift.Release
	// Now returns the time at which certificates must be valid.
	Now func() time.Time
}

// Run lints files and folders, and returns the findings sorted by file and line. It
// fails if it cannot read one of the paths.
func Run(paths []string, stdin io.Reader, options Options) (report.Report, error) {
	f := pipeline.Function{Now: options.Now, Release: options.Release, Lint: true}
	composing := f
	composing.Rules = pipeline.ProfileRules // the others are applied to the composed objects
	r, err := repository.Read(paths, stdin, repository.Options{Function: composing})
	if err != nil {
		return report.Report{}, err
	}
	run := run{function: f, profiles: profilesByName(r), counted: map[string]int{}}
	for _, c := range r.Clusters {
		run.cluster(c)
	}
	for _, p := range r.Problems {
		run.addNew(problem(p)...)
	}
	run.add(duplicates(r)...)
	found := run.findings
	slices.SortStableFunc(found, func(a, b v1alpha1.Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Object, b.Object), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Field, b.Field))
	})
	found = slices.CompactFunc(found, same)
	run.summary.Count(found)
	for _, s := range r.NotLookedInto {
		run.summary.NotLookedInto = append(run.summary.NotLookedInto, report.Skipped{Path: s.Path, Kind: string(s.Kind), Reason: s.Reason})
	}
	return report.Report{Findings: found, Summary: run.summary}, nil
}

// same reports whether two findings are one: several kustomizations can compose the
// same files.
func same(a, b v1alpha1.Diagnostic) bool {
	return a.File == b.File && a.Line == b.Line && a.Object == b.Object && a.Field == b.Field && a.Rule == b.Rule && a.Message == b.Message
}

// profilesByName returns all profiles by name, because their exceptions also apply
// to their rendered manifests elsewhere.
func profilesByName(r *repository.Repository) map[string]*yaml.RNode {
	profiles := map[string]*yaml.RNode{}
	for _, c := range r.Clusters {
		for _, p := range profilesOf(c) {
			if p.GetKind() == v1alpha1.Kind && p.GetApiVersion() == v1alpha1.APIVersion {
				profiles[p.GetName()] = p
			}
		}
	}
	return profiles
}

// profilesOf returns the profiles of a cluster: those among its objects, and those
// that its kustomization has run.
func profilesOf(c *repository.Cluster) []*yaml.RNode {
	profiles := slices.Clone(c.Profiles)
	for _, ran := range c.Ran {
		if ran.Config.GetKind() != v1alpha1.PolicyKind {
			profiles = append(profiles, ran.Config)
		}
	}
	return profiles
}

// run lints the clusters of a repository.
type run struct {
	function pipeline.Function
	profiles map[string]*yaml.RNode
	findings []v1alpha1.Diagnostic
	summary  report.Summary
	counted  map[string]int // clusters by path
}

func (r *run) add(found ...v1alpha1.Diagnostic) { r.findings = append(r.findings, found...) }

// addNew adds findings that are not reported yet: a profile that fails in a
// kustomization is also checked by itself.
func (r *run) addNew(found ...v1alpha1.Diagnostic) {
	for _, d := range found {
		if !slices.ContainsFunc(r.findings, func(f v1alpha1.Diagnostic) bool {
			return f.File == d.File && f.Rule == d.Rule && f.Object == d.Object && f.Field == d.Field
		}) {
			r.add(d)
		}
	}
}

// cluster lints one cluster.
func (r *run) cluster(c *repository.Cluster) {
	f := r.function
	in := validators.Input{Items: c.Objects, Whole: c.Whole, Now: f.Time(), Lint: true}
	for _, node := range policiesOf(c) {
		policy, errs := pipeline.Policy(node)
		r.add(locate(c, errs)...)
		in.Cluster = policy.Spec.OpenShift
		f.Overrides = append(f.Overrides, policy.Spec.Rules...)
	}
	if f.Release != (openshift.Release{}) {
		in.Cluster.Version = f.Release.String()
	}
	profiles := profilesOf(c)
	if len(profiles) == 0 && in.Cluster == (v1alpha1.PolicyCluster{Version: in.Cluster.Version}) {
		in.Cluster = r.facts(c.Objects, in.Cluster)
	}
	emitted := 0
	var reported []v1alpha1.Diagnostic // about profiles that the kustomization has run
	for _, node := range profiles {
		p, broken := f.Profile(node)
		for i := range broken { // Profile may return a copy of the node
			broken[i].Node = node
		}
		r.add(locate(c, broken)...)
		if !slices.Contains(c.Profiles, node) {
			reported = append(reported, broken...)
		}
		if p == nil {
			continue
		}
		related := validators.Input{Profile: p.Written, Whole: c.Whole, Now: in.Now, Lint: true}
		if len(profiles) == 1 { // with several profiles, the profile of the manifests is unknown
			in.Profile, related.Items = p.Written, in.Items
		}
		if slices.Contains(c.Profiles, node) && complete(c) && !v1alpha1.HasErrors(broken) {
			found, objects := generated(f, related, node)
			emitted += objects
			found = pipeline.WithoutReported(found, broken)
			place := c.Locate(node, "")
			for i := range found {
				found[i].File, found[i].Line = place.File, place.Line
			}
			r.add(found...)
		}
	}
	for _, d := range validators.CheckItems(in) {
		mark, marked := provenance.MarkOf(d.Node)
		if marked && len(pipeline.WithoutReported([]v1alpha1.Diagnostic{d}, reported)) == 0 {
			continue
		}
		d = validators.Suppress([]v1alpha1.Diagnostic{d}, f.Overrides, r.profiles[mark.Profile])[0]
		r.add(locate(c, []v1alpha1.Diagnostic{d})...)
	}
	related := validators.Related(in)
	if objects := len(related) + emitted; objects+len(profiles) > 0 {
		r.summary.Objects += objects
		if before := r.counted[c.Path]; max(1, len(profiles)) > before { // embedded objects are counted at their path
			r.summary.Clusters += max(1, len(profiles)) - before
			r.counted[c.Path] = max(1, len(profiles))
		}
	}
}

// facts returns the facts about the cluster of rendered manifests, which their
// profile contains.
func (r *run) facts(objects []*yaml.RNode, known v1alpha1.PolicyCluster) v1alpha1.PolicyCluster {
	for _, object := range objects {
		mark, _ := provenance.MarkOf(object)
		node := r.profiles[mark.Profile]
		if node == nil {
			continue
		}
		if p, _ := r.function.Profile(node); p != nil {
			o := p.Written.Spec.OpenShift
			return v1alpha1.PolicyCluster{
				Version: cmp.Or(known.Version, o.Version), Platform: o.Platform,
				Environment: o.Environment, InfrastructureTopology: o.InfrastructureTopology,
			}
		}
	}
	return known
}

// complete reports whether the profiles of a cluster are those that generate its
// manifests: no kustomization can still change them.
func complete(c *repository.Cluster) bool { return c.Whole || !c.Kustomized }

// policiesOf returns the policies of a cluster: those among its objects, and those
// that its kustomization has run.
func policiesOf(c *repository.Cluster) []*yaml.RNode {
	policies := slices.Clone(c.Policies)
	for _, ran := range c.Ran {
		if ran.Config.GetKind() == v1alpha1.PolicyKind {
			policies = append(policies, ran.Config)
		}
	}
	return policies
}

// generated returns the diagnostics about the desired objects of a profile, and
// the number of these objects. It checks them together with the manifests of the
// cluster, and skips those that are already among the manifests.
func generated(f pipeline.Function, in validators.Input, object *yaml.RNode) ([]v1alpha1.Diagnostic, int) {
	written := map[string]bool{}
	for _, item := range in.Items {
		written[provenance.IDOf(item)] = true
	}
	f.Rules = pipeline.NoRules
	rendered, _ := f.Render(object) // the profile is valid
	fresh := map[*yaml.RNode]bool{}
	for _, o := range rendered.Objects {
		o.MarkCreated(rendered.Profile.Name)
		item := o.Node()
		if !written[provenance.IDOf(item)] {
			in.Items = append(slices.Clip(in.Items), item)
			fresh[item] = true
		}
	}
	found := validators.Suppress(validators.CheckItems(in), f.Overrides, object)
	return slices.DeleteFunc(found, func(d v1alpha1.Diagnostic) bool { return !fresh[d.Node] }), len(fresh)
}

// locate sets the file and the line of diagnostics about an object.
func locate(c *repository.Cluster, list []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	for i := range list {
		d := &list[i]
		place := c.Locate(d.Node, d.Field)
		d.File, d.Line, d.Within = place.File, place.Line, place.Within
	}
	return list
}
