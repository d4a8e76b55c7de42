package pipeline

import (
	"slices"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/transformers"
	"github.com/registry-profile/registry-profile/validators"
)

// Run applies the profile to the list and adds the diagnostics. The profile is
// the functionConfig, or else the only RegistryProfile among the items. If a
// diagnostic is an error, Run returns false and leaves the items unchanged.
// With a RegistryPolicy as the functionConfig, Run only checks the items.
func (f Function) Run(rl *krm.ResourceList) bool {
	if rl.FunctionConfig != nil && rl.FunctionConfig.GetKind() == v1alpha1.PolicyKind {
		return f.runPolicy(rl)
	}
	rl.Diagnostics = append(rl.Diagnostics, uncheckedItems(rl)...)
	node, problem := findProfile(rl)
	if node == nil {
		rl.Diagnostics = append(rl.Diagnostics, problem)
		return false
	}
	p, found := f.Profile(node, rl.Items...)
	rl.Diagnostics = append(rl.Diagnostics, found...)
	if v1alpha1.HasErrors(found) {
		return false
	}
	desired := generate(p)
	rl.Diagnostics = append(rl.Diagnostics, unmarked(rl, node)...)
	rl.Diagnostics = append(rl.Diagnostics, manualSteps(p, node, desired)...)
	hub := &transformers.Hub{Profile: p.Written}
	before := hub.Unpack(rl.Items)
	items, events, err := transform(before, node, p, desired)
	if err != nil {
		rl.Diagnostics = append(rl.Diagnostics, failure("%v", err))
		return false
	}
	if v1alpha1.HasErrors(events) {
		rl.Diagnostics = append(rl.Diagnostics, errorsOf(events)...)
		return false
	}
	var broken []v1alpha1.Diagnostic
	if f.Rules == AllRules {
		in := f.input(p, items)
		in.Before = before
		broken = WithoutReported(f.Exceptions.Apply(SetBy(validators.CheckItems(in), desired), node), found)
	}
	for _, d := range broken {
		rl.Diagnostics = append(rl.Diagnostics, at(d, d.Node))
	}
	if v1alpha1.HasErrors(broken) {
		return false
	}
	hub.Report = func(e transformers.Event) { events = append(events, fromEvent(e)) }
	if items, err = f.delivered(hub, items, copyAmong(rl.Items, node), desired); err != nil {
		rl.Diagnostics = append(rl.Diagnostics, failure("%v", err))
		return false
	}
	if v1alpha1.HasErrors(events) {
		rl.Diagnostics = append(rl.Diagnostics, errorsOf(events)...)
		return false
	}
	rl.Items, rl.Diagnostics = items, append(rl.Diagnostics, events...)
	return true
}

// delivered returns the items as the tool of the profile applies them, with the files
// of the new ones.
func (f Function) delivered(hub *transformers.Hub, items []*yaml.RNode, node *yaml.RNode, desired []*generators.Object) ([]*yaml.RNode, error) {
	packed, err := hub.Pack(items, desired)
	if err != nil {
		return nil, err
	}
	return transformers.Paths{Profile: node, Desired: append(slices.Clone(desired), generators.Hub(hub.Profile, nil)...)}.Filter(packed)
}

// unmarked warns of a functionConfig that kpt would apply to the cluster. The
// function does not change it, because the functionConfig is the user's input.
func unmarked(rl *krm.ResourceList, node *yaml.RNode) []v1alpha1.Diagnostic {
	item := copyAmong(rl.Items, node)
	if file, _ := fileOf(item); item == node || file == "" || item.GetAnnotations()[openshift.LocalConfigAnnotation] != "" {
		return nil
	}
	d := v1alpha1.Diagnostic{
		Severity: v1alpha1.SeverityWarning, Field: "metadata.annotations", Proposed: openshift.LocalConfigAnnotation + ": \"true\"",
		Message: "not marked as local configuration; `kpt live apply` would apply the profile to the cluster; add the annotation " + openshift.LocalConfigAnnotation + ": \"true\"",
	}
	return []v1alpha1.Diagnostic{at(d, item)}
}

// transform runs the transformers on copies of the items.
func transform(items []*yaml.RNode, node *yaml.RNode, p *resolve.Profile, desired []*generators.Object) ([]*yaml.RNode, []v1alpha1.Diagnostic, error) {
	var events []v1alpha1.Diagnostic
	report := func(e transformers.Event) { events = append(events, fromEvent(e)) }
	filters := []kio.Filter{transformers.LocalConfig{Node: node}}
	for _, item := range items {
		if isPolicy(item) {
			filters = append(filters, transformers.LocalConfig{Node: item})
		}
	}
	bucket := ""
	if store := p.Store(); store != nil && store.Bucket != nil {
		bucket = store.Bucket.Namespace + "/" + store.Bucket.Name
	}
	filters = append(filters,
		transformers.ClusterScope{Report: report},
		transformers.Nulls{Tool: p.Spec.Delivery.Tool, Report: report},
		transformers.Stale{Profile: node.GetName(), Desired: desired, Report: report},
		transformers.Merge{Profile: node.GetName(), Desired: desired, Report: report},
		transformers.Delivery{Tool: p.Spec.Delivery.Tool, Desired: desired, Bucket: bucket, Report: report},
	)
	for _, filter := range filters {
		var err error
		if items, err = filter.Filter(items); err != nil {
			return nil, nil, err
		}
	}
	return items, events, nil
}

// findProfile returns the profile of the list, or a diagnostic if the list has
// none. Two profiles are an error: both would own the one Config of the
// cluster.
func findProfile(rl *krm.ResourceList) (*yaml.RNode, v1alpha1.Diagnostic) {
	profiles := profilesAmong(rl.Items)
	if config := rl.FunctionConfig; config != nil && ours(config) {
		profiles = append([]*yaml.RNode{config}, without(profiles, config)...)
	}
	switch len(profiles) {
	case 1:
		return profiles[0], v1alpha1.Diagnostic{}
	case 0:
		given := "the functionConfig is missing"
		if rl.FunctionConfig != nil {
			given = "the functionConfig is " + v1alpha1.ObjectName(rl.FunctionConfig)
		}
		return nil, failure("no %s found: %s, and no item has this kind; add one with apiVersion %s", v1alpha1.Kind, given, v1alpha1.APIVersion)
	default:
		return nil, failure("%s both own Config/cluster; keep one profile per cluster", joined(profiles))
	}
}

// copyAmong returns the copy of the profile that a host adds to the items,
// which names its file, or the profile itself.
func copyAmong(items []*yaml.RNode, node *yaml.RNode) *yaml.RNode {
	for _, item := range items {
		if ours(item) && same(item, node) {
			return item
		}
	}
	return node
}

// ours reports whether a node belongs to our API group, in any version and of
// any kind: a misspelled kind belongs to the group too.
func ours(node *yaml.RNode) bool {
	return openshift.GroupOf(node.GetApiVersion()) == v1alpha1.Group || node.GetKind() == v1alpha1.Kind
}

// isPolicy reports whether a node is a RegistryPolicy, which is the input of
// another run of the function.
func isPolicy(node *yaml.RNode) bool {
	return openshift.GroupOf(node.GetApiVersion()) == v1alpha1.Group && node.GetKind() == v1alpha1.PolicyKind
}

func profilesAmong(items []*yaml.RNode) []*yaml.RNode {
	var found []*yaml.RNode
	for _, item := range items {
		if ours(item) && !isPolicy(item) {
			found = append(found, item)
		}
	}
	return found
}

// without removes the copy of the functionConfig that kustomize adds to a
// generator's items.
func without(profiles []*yaml.RNode, config *yaml.RNode) []*yaml.RNode {
	var others []*yaml.RNode
	for _, p := range profiles {
		if !same(p, config) {
			others = append(others, p)
		}
	}
	return others
}

// same reports whether two nodes name the same object.
func same(a, b *yaml.RNode) bool {
	return a.GetApiVersion() == b.GetApiVersion() && v1alpha1.ObjectName(a) == v1alpha1.ObjectName(b)
}
