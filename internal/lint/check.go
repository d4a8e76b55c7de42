package lint

import (
	"cmp"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/provenance"
	"github.com/registry-profile/registry-profile/internal/repository"
	"github.com/registry-profile/registry-profile/validators"
)

// checker checks clusters. It is safe for concurrent use.
type checker struct {
	function pipeline.Function
	profiles map[string]*yaml.RNode         // of the repository, by name
	owners   map[string]*repository.Cluster // of the profiles
	// selects reports whether a cluster is checked.
	selects func(cluster string) bool
	// names are the names of clusters by path.
	names map[string]string
}

// namesOf returns the names of clusters by their path, for paths with profiles: the name
// of the only profile, or the path. Embedded objects belong to the cluster of their path.
func namesOf(clusters []*repository.Cluster) map[string]string {
	names := map[string]string{}
	for _, c := range clusters {
		switch profiles := profilesOf(c); {
		case len(profiles) == 1 && names[c.Path] == "":
			names[c.Path] = profiles[0].GetName()
		case len(profiles) > 0:
			names[c.Path] = c.Path
		}
	}
	return names
}

// result contains the findings about a cluster, and what was checked.
type result struct {
	findings          []v1alpha1.Diagnostic
	clusters, objects int
}

// check checks one cluster. Of several profiles, it checks the selected ones.
func (c checker) check(cluster *repository.Cluster) result {
	profiles := profilesOf(cluster)
	name, counted := c.names[cluster.Path]
	manifests := c.selects(cmp.Or(name, cluster.Path))
	if !manifests && len(profiles) < 2 {
		return result{}
	}
	f := c.function
	in := validators.Input{Items: cluster.Objects, Whole: cluster.Whole, Now: f.Time(), Lint: true, CRDs: f.CRDs, AppliedBy: cluster.AppliedBy}
	var r result
	stated := []v1alpha1.PolicyCluster{{}} // about the cluster, by the policies
	for _, node := range policiesOf(cluster) {
		policy, found := pipeline.Policy(node, &f.Exceptions)
		if manifests {
			r.findings = append(r.findings, locate(cluster, found)...)
		}
		stated = append(stated, policy.Spec.OpenShift)
	}
	in.Cluster = c.complete(stated[len(stated)-1], cluster, len(profiles))
	var known []v1alpha1.Diagnostic // about profiles whose results are among the objects
	for _, node := range profiles {
		ran, selected := !slices.Contains(cluster.Profiles, node), c.selects(node.GetName())
		if !selected && !(ran && manifests) {
			continue
		}
		p, broken := f.Profile(node, cluster.Objects...)
		for i := range broken { // Profile may return a copy of the node
			broken[i].Node = node
		}
		if ran {
			known = append(known, broken...)
		}
		if !selected {
			continue
		}
		r.clusters++
		r.findings = append(r.findings, locate(cluster, broken)...)
		if p == nil {
			continue
		}
		related := validators.Input{Profile: p.Written, Whole: cluster.Whole, Now: in.Now, Lint: true, CRDs: f.CRDs}
		if len(profiles) == 1 { // with several profiles, the profile of the manifests is unknown
			in.Profile, related.Items = p.Written, in.Items
			in.Before = changedBy(cluster, node)
		}
		if !ran && complete(cluster) && !v1alpha1.HasErrors(broken) {
			found, objects := generated(f, related, node)
			r.objects += objects
			profile := cluster.Locate(node, "")
			for _, d := range pipeline.WithoutReported(found, broken) {
				d.File, d.Line = profile.File, profile.Line
				if d.SetBy != nil {
					place := cluster.Locate(node, d.SetBy.Field)
					d.SetBy.File, d.SetBy.Line = place.File, place.Line
					d.File, d.Line = place.File, place.Line
				}
				r.findings = append(r.findings, d)
			}
		}
	}
	if !manifests {
		return r
	}
	found := c.items(f, in, known)
	if f.Exceptions.Enforced {
		for _, facts := range stated[:len(stated)-1] { // a policy cannot hide what is found without it
			other := in
			other.Cluster = c.complete(facts, cluster, len(profiles))
			found = merged(found, c.items(f, other, known))
		}
	}
	found = append(found, repeated(cluster, in)...)
	r.findings = append(r.findings, locate(cluster, found)...)
	r.objects += objects(in, found)
	if r.objects > 0 && !counted {
		r.clusters = 1
	}
	return r
}

// items returns the findings about manifests. It skips what is known from the
// profile that generated them.
func (c checker) items(f pipeline.Function, in validators.Input, known []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	var all []v1alpha1.Diagnostic
	objects := map[string][]*generators.Object{} // by the name of their profile
	for _, d := range validators.CheckItems(in) {
		mark, marked := provenance.MarkOf(d.Node)
		found := []v1alpha1.Diagnostic{d}
		if marked {
			if _, rendered := objects[mark.Profile]; !rendered {
				objects[mark.Profile] = c.objects(f, mark.Profile)
			}
			found = c.setBy(pipeline.WithoutReported(found, known), mark.Profile, objects[mark.Profile])
		}
		all = append(all, f.Exceptions.Apply(found, c.profiles[mark.Profile])...)
	}
	return all
}

// complete adds what is known about a cluster to what a policy states.
func (c checker) complete(stated v1alpha1.PolicyCluster, cluster *repository.Cluster, profiles int) v1alpha1.PolicyCluster {
	if release := c.function.Release; release != (openshift.Release{}) {
		stated.Version = release.String()
	}
	if profiles == 0 && stated == (v1alpha1.PolicyCluster{Version: stated.Version}) {
		return c.facts(cluster.Objects, stated)
	}
	return stated
}

// merged adds findings to a list. Of two about the same field and detail, it keeps the
// one with the higher severity.
func merged(found, more []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	for _, d := range more {
		i := slices.IndexFunc(found, func(k v1alpha1.Diagnostic) bool {
			return k.Node == d.Node && k.Rule == d.Rule && k.Field == d.Field && k.Detail == d.Detail
		})
		switch {
		case i < 0:
			found = append(found, d)
		case validators.Above(d.Severity, found[i].Severity):
			found[i] = d
		}
	}
	return found
}

// objects returns the desired objects of a profile of the repository, and none if it
// is not valid.
func (c checker) objects(f pipeline.Function, profile string) []*generators.Object {
	node := c.profiles[profile]
	if node == nil {
		return nil
	}
	f.Rules = pipeline.NoRules
	rendered, _ := f.Render(node)
	return rendered.Objects
}

// setBy sets the fields of the profile in findings about manifests that it generates,
// and where they are written.
func (c checker) setBy(found []v1alpha1.Diagnostic, profile string, objects []*generators.Object) []v1alpha1.Diagnostic {
	found = pipeline.SetBy(found, objects)
	for i := range found {
		if found[i].Rule == validators.UnknownApplier.ID && c.profiles[profile] != nil {
			found[i].SetBy = &v1alpha1.ProfileField{Field: "spec.delivery.tool"} // although the annotations are missing
		}
	}
	for _, d := range found {
		if d.SetBy != nil {
			place := c.owners[profile].Locate(c.profiles[profile], d.SetBy.Field)
			d.SetBy.File, d.SetBy.Line = place.File, place.Line
		}
	}
	return found
}

// objects counts the objects of the registry. An object that only seems to belong
// to it counts if there is a finding about it.
func objects(in validators.Input, found []v1alpha1.Diagnostic) int {
	all := map[*yaml.RNode]bool{}
	for _, node := range validators.Related(in) {
		all[node] = true
	}
	for _, d := range found {
		if d.Node != nil {
			all[d.Node] = true
		}
	}
	return len(all)
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

// changedBy returns the objects that a profile changed in the kustomization, as they
// were before.
func changedBy(c *repository.Cluster, profile *yaml.RNode) []*yaml.RNode {
	for _, ran := range c.Ran {
		if ran.Config == profile {
			return ran.Before
		}
	}
	return nil
}

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

// facts returns the facts about the cluster of rendered manifests, which their
// profile contains.
func (c checker) facts(objects []*yaml.RNode, known v1alpha1.PolicyCluster) v1alpha1.PolicyCluster {
	for _, object := range objects {
		mark, _ := provenance.MarkOf(object)
		node := c.profiles[mark.Profile]
		if node == nil {
			continue
		}
		if p, _ := c.function.Profile(node); p != nil {
			facts := v1alpha1.PolicyCluster(p.Written.Spec.OpenShift)
			facts.Version = cmp.Or(known.Version, facts.Version)
			return facts
		}
	}
	return known
}

// complete reports whether the profiles of a cluster are those that generate its
// manifests: no kustomization can still change them.
func complete(c *repository.Cluster) bool { return c.Whole || !c.Kustomized }

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
	found := f.Exceptions.Apply(pipeline.SetBy(validators.CheckItems(in), rendered.Objects), object)
	return slices.DeleteFunc(found, func(d v1alpha1.Diagnostic) bool { return !fresh[d.Node] }), len(fresh)
}

// locate sets the file and the line of diagnostics about an object.
func locate(c *repository.Cluster, list []v1alpha1.Diagnostic) []v1alpha1.Diagnostic {
	for i := range list {
		d := &list[i]
		place := c.Locate(d.Node, d.Field)
		d.File, d.Line, d.Within = place.File, place.Line, place.Within
		if d.SetBy != nil && d.SetBy.File == d.File && d.Line == 1 { // no file contains the object
			d.Line = d.SetBy.Line
		}
	}
	return list
}
