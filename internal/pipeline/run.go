package pipeline

import (
	"fmt"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/transformers"
	"github.com/registry-profile/registry-profile/validators"
)

// Run brings what the profile asks for into the list, and adds the diagnostics.
// The profile is the functionConfig, or else the one RegistryProfile among the
// items. If a diagnostic is an error, Run returns false and leaves the items as
// they are. With a RegistryPolicy as the functionConfig, Run only checks the
// items.
func (f Function) Run(rl *krm.ResourceList) bool {
	if rl.FunctionConfig != nil && rl.FunctionConfig.GetKind() == v1alpha1.PolicyKind {
		return f.runPolicy(rl)
	}
	rl.Diagnostics = append(rl.Diagnostics, oddItems(rl)...)
	node, problem := findProfile(rl)
	if node == nil {
		rl.Diagnostics = append(rl.Diagnostics, problem)
		return false
	}
	p, found := f.Profile(node)
	rl.Diagnostics = append(rl.Diagnostics, found...)
	if v1alpha1.HasErrors(found) {
		return false
	}
	wanted := generate(p)
	rl.Diagnostics = append(rl.Diagnostics, unmarked(rl, node)...)
	rl.Diagnostics = append(rl.Diagnostics, manualSteps(p, node, wanted)...)
	items, events, err := transform(rl.Items, node, wanted)
	if err != nil {
		rl.Diagnostics = append(rl.Diagnostics, failure("%v", err))
		return false
	}
	if v1alpha1.HasErrors(events) {
		rl.Diagnostics = append(rl.Diagnostics, errorsOf(events)...)
		return false
	}
	broken := validators.CheckItems(f.input(p, items))
	broken = Unreported(validators.Suppress(broken, f.Overrides, node), found)
	for _, d := range broken {
		rl.Diagnostics = append(rl.Diagnostics, at(d, d.Node))
	}
	if v1alpha1.HasErrors(broken) {
		return false
	}
	rl.Items, rl.Diagnostics = items, append(rl.Diagnostics, events...)
	return true
}

// unmarked warns of a functionConfig that kpt would send to the cluster. It is
// left alone: it is not the function's to change.
func unmarked(rl *krm.ResourceList, node *yaml.RNode) []v1alpha1.Diagnostic {
	item := copyAmong(rl.Items, node)
	if file, _ := fileOf(item); item == node || file == "" || item.GetAnnotations()[openshift.LocalConfigAnnotation] != "" {
		return nil
	}
	d := v1alpha1.Diagnostic{
		Severity: v1alpha1.SeverityWarning, Field: "metadata.annotations", Proposed: openshift.LocalConfigAnnotation + ": \"true\"",
		Message: "not marked as local configuration, so that `kpt live apply` would send the profile to the cluster; add the annotation " + openshift.LocalConfigAnnotation + ": \"true\"",
	}
	return []v1alpha1.Diagnostic{at(d, item)}
}

// transform runs the transformers over the items, without changing them.
func transform(items []*yaml.RNode, node *yaml.RNode, wanted []*generators.Object) ([]*yaml.RNode, []v1alpha1.Diagnostic, error) {
	var events []v1alpha1.Diagnostic
	report := func(e transformers.Event) { events = append(events, fromEvent(e)) }
	for _, filter := range []kio.Filter{
		transformers.LocalConfig{Node: node},
		transformers.Stale{Profile: node.GetName(), Desired: wanted, Report: report},
		transformers.Merge{Profile: node.GetName(), Desired: wanted, Report: report},
		transformers.Paths{Profile: copyAmong(items, node), Desired: wanted},
	} {
		var err error
		if items, err = filter.Filter(items); err != nil {
			return nil, nil, err
		}
	}
	return items, events, nil
}

// oddItems warns of items that no rule and no transformer looks into.
func oddItems(rl *krm.ResourceList) []v1alpha1.Diagnostic {
	var found []v1alpha1.Diagnostic
	for i, item := range rl.Items {
		odd := ""
		switch {
		case item.GetKind() == "":
			odd = "has no kind"
		case item.GetKind() == "List" || item.GetKind() == kio.ResourceListKind:
			odd = "is a list, which is not looked into; write its items instead"
		default:
			continue
		}
		d := v1alpha1.Diagnostic{Severity: v1alpha1.SeverityWarning, Message: fmt.Sprintf("item %d %s; it is passed on as it is", rl.Number(i), odd)}
		d.File, d.Index = fileOf(item)
		found = append(found, d)
	}
	return found
}

// findProfile returns the profile of the list, or why there is none. Two
// profiles are an error: both would own the one Config of the cluster.
func findProfile(rl *krm.ResourceList) (*yaml.RNode, v1alpha1.Diagnostic) {
	profiles := profilesAmong(rl.Items)
	if config := rl.FunctionConfig; config != nil && ours(config) {
		profiles = append([]*yaml.RNode{config}, without(profiles, config)...)
	}
	switch len(profiles) {
	case 1:
		return profiles[0], v1alpha1.Diagnostic{}
	case 0:
		given := "there is no functionConfig"
		if rl.FunctionConfig != nil {
			given = "the functionConfig is " + v1alpha1.ObjectName(rl.FunctionConfig)
		}
		return nil, failure("no %s: %s, and no item is one; write one of %s", v1alpha1.Kind, given, v1alpha1.APIVersion)
	default:
		return nil, failure("%s would both own Config/cluster; keep one profile per cluster", joined(profiles))
	}
}

// copyAmong returns the copy of the profile that a host puts among the items,
// which knows its file, and else the profile itself.
func copyAmong(items []*yaml.RNode, node *yaml.RNode) *yaml.RNode {
	for _, item := range items {
		if ours(item) && same(item, node) {
			return item
		}
	}
	return node
}

// ours reports whether a node belongs to our API group, in any version and of
// any kind, for a misspelt one is no foreign one.
func ours(node *yaml.RNode) bool {
	return openshift.GroupOf(node.GetApiVersion()) == v1alpha1.Group || node.GetKind() == v1alpha1.Kind
}

func profilesAmong(items []*yaml.RNode) []*yaml.RNode {
	var found []*yaml.RNode
	for _, item := range items {
		if ours(item) {
			found = append(found, item)
		}
	}
	return found
}

// without leaves out the copy of the functionConfig that kustomize puts among
// a generator's items.
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
