package fleet

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// Cluster contains the manifests of one cluster.
type Cluster struct {
	// Name of the profile.
	Name string
	// Profile of the cluster.
	Profile *yaml.RNode
	// Objects of the cluster.
	Objects []*generators.Object
	// Manifests are the objects that the tool of the profile applies: the objects of the
	// cluster, or those of a hub that contain them.
	Manifests []*generators.Object
	// Elsewhere reports that the Builder does not select the cluster. Only its name is
	// set.
	Elsewhere bool
}

// Ours reports whether the function generates or changes an object: the profile
// decides at least one of its fields, or there are none.
func Ours(o *generators.Object) bool {
	return len(o.Fields) == 0 || slices.ContainsFunc(o.Fields, func(f generators.Field) bool { return f.Origin.By != v1alpha1.ByManifest })
}

// Builder renders kustomizations. It is safe for concurrent use.
type Builder struct {
	// Selects reports whether a cluster is rendered; nil renders all.
	Selects func(name string) bool

	composer *kustomize.Composer
	function pipeline.Function
}

// NewBuilder returns a Builder that runs a function. concurrent allows builds at the
// same time, which is slower for a few kustomizations.
func NewBuilder(f pipeline.Function, concurrent bool) *Builder {
	c := kustomize.NewComposer(f)
	c.Concurrent = concurrent
	return &Builder{composer: c, function: f}
}

// Build returns the clusters of a kustomization: one if the kustomization runs a
// profile, or else one for each profile among its objects. If there are other
// objects, the only profile is applied to them, as in a pipeline. It returns no
// clusters if a diagnostic is an error.
func (b *Builder) Build(dir string) ([]Cluster, []v1alpha1.Diagnostic, error) {
	composition, err := b.composer.Compose(dir)
	if failed := (*kustomize.Failed)(nil); errors.As(err, &failed) {
		return nil, failed.Diagnostics, nil
	}
	if err != nil {
		return nil, nil, err
	}
	profiles, others := split(composition.Objects)
	profile, found := ranBy(composition)
	switch {
	case profile != nil && len(profiles) > 0:
		return nil, nil, fmt.Errorf("the kustomization runs a profile and lists %s as a resource, which would be applied to the cluster; list it under generators or transformers", v1alpha1.ObjectName(profiles[0]))
	case profile != nil && b.elsewhere(profile):
		return []Cluster{{Name: profile.GetName(), Elsewhere: true}}, nil, nil
	case profile != nil:
		return []Cluster{b.cluster(profile, others, composition.Ran)}, found, nil
	case len(profiles) == 0:
		return nil, nil, fmt.Errorf("the kustomization does not contain a %s; add one to its resources", v1alpha1.Kind)
	}
	return b.apply(profiles, others)
}

// split returns the profiles among objects, and the other objects.
func split(objects []*yaml.RNode) (profiles, others []*yaml.RNode) {
	for _, o := range objects {
		if o.GetKind() == v1alpha1.Kind {
			profiles = append(profiles, o)
		} else {
			others = append(others, o)
		}
	}
	return profiles, others
}

// apply renders profiles, or applies the only profile to the other objects.
func (b *Builder) apply(profiles, others []*yaml.RNode) ([]Cluster, []v1alpha1.Diagnostic, error) {
	switch {
	case len(others) == 0:
		return b.render(profiles)
	case len(profiles) > 1:
		return nil, nil, fmt.Errorf("%s is beside several profiles; keep one profile, or separate the other manifests from them", v1alpha1.ObjectName(others[0]))
	case b.elsewhere(profiles[0]):
		return []Cluster{{Name: profiles[0].GetName(), Elsewhere: true}}, nil, nil
	}
	rl := &krm.ResourceList{Items: others, FunctionConfig: profiles[0]}
	if !b.function.Run(rl) {
		return nil, rl.Diagnostics, nil
	}
	return []Cluster{b.cluster(profiles[0], rl.Items, []kustomize.Ran{{Config: profiles[0]}})}, rl.Diagnostics, nil
}

// elsewhere reports whether the Builder does not render the cluster of a profile.
func (b *Builder) elsewhere(profile *yaml.RNode) bool {
	return b.Selects != nil && !b.Selects(profile.GetName())
}

// ranBy returns the profile that a kustomization has run, and the diagnostics. The
// profile is nil if it has run none.
func ranBy(c *kustomize.Composition) (profile *yaml.RNode, found []v1alpha1.Diagnostic) {
	for _, ran := range c.Ran {
		found = append(found, ran.Diagnostics...)
		if ran.Config.GetKind() == v1alpha1.Kind && profile == nil {
			profile = ran.Config
		}
	}
	return profile, found
}

// render renders profiles without other objects.
func (b *Builder) render(profiles []*yaml.RNode) ([]Cluster, []v1alpha1.Diagnostic, error) {
	var clusters []Cluster
	var found []v1alpha1.Diagnostic
	for _, node := range profiles {
		if b.elsewhere(node) {
			clusters = append(clusters, Cluster{Name: node.GetName(), Elsewhere: true})
			continue
		}
		rendered, some := b.function.Render(node)
		found = append(found, some...)
		clusters = append(clusters, Cluster{Name: node.GetName(), Profile: node, Objects: rendered.Objects, Manifests: rendered.Manifests()})
	}
	return clusters, found, nil
}

// cluster returns the cluster of a profile whose function has run.
func (b *Builder) cluster(profile *yaml.RNode, manifests []*yaml.RNode, ran []kustomize.Ran) Cluster {
	c := Cluster{Name: profile.GetName(), Profile: profile, Manifests: b.objects(manifests, ran)}
	c.Objects = c.Manifests
	var inside []*yaml.RNode
	unpacked := false
	for _, node := range manifests {
		mark, marked := provenance.MarkOf(node)
		if marked && mark.Profile == c.Name && generators.OfHub(node) {
			inside, unpacked = append(inside, generators.Embedded(node)...), true
		} else {
			inside = append(inside, node)
		}
	}
	if unpacked {
		c.Objects = b.objects(inside, ran)
	}
	return c
}

// objects converts manifests to objects. A value that a profile has generated keeps
// its origin; all others are set by manifests and patches.
func (b *Builder) objects(nodes []*yaml.RNode, ran []kustomize.Ran) []*generators.Object {
	generated := map[string]v1alpha1.Origin{}
	steps := map[string]string{}
	f := b.function
	f.Rules = pipeline.NoRules
	for _, r := range ran {
		rendered, _ := f.Render(r.Config) // it has been run
		if p := rendered.Profile; p != nil && p.StorageByJob() && p.Spec.Delivery.Tool == v1alpha1.Flux {
			claim := p.Store().Bucket // the Job of the step waits for it
			steps[openshift.ObjectBucketClaim.Kind+"/"+claim.Namespace+"/"+claim.Name] = generators.BucketStep
		}
		for _, o := range append(rendered.Objects, rendered.Manifests()...) {
			steps[o.ID()] = o.Step
			for _, field := range o.Fields {
				generated[fieldID(o, field)] = field.Origin
			}
		}
	}
	var objects []*generators.Object
	for _, node := range nodes {
		if node.GetKind() == v1alpha1.PolicyKind && node.GetApiVersion() == v1alpha1.APIVersion {
			continue // not applied to the cluster
		}
		o := generators.FromNode(node)
		step, wanted := steps[o.ID()]
		o.Step = step
		for i, field := range o.Fields {
			if origin, ok := generated[fieldID(o, field)]; ok {
				o.Fields[i].Origin = origin
			} else if wanted && identity[strings.Join(field.Path, ".")] {
				o.Fields[i].Origin = v1alpha1.Origin{By: v1alpha1.ByDefault, Reason: "identifies the object"}
			}
		}
		objects = append(objects, o)
	}
	return objects
}

// identity are the fields that identify an object. A generated object does not list
// them among its fields; some have no others, such as a service account.
var identity = map[string]bool{
	"apiVersion": true, "kind": true, "metadata.name": true, "metadata.namespace": true,
	"metadata.annotations." + openshift.ProvenanceAnnotation: true,
}

// fieldID identifies a field of an object with its value.
func fieldID(o *generators.Object, f generators.Field) string {
	return fmt.Sprintf("%s %q %v", o.ID(), f.Path, f.Value)
}
