package fn

import (
	"fmt"
	"slices"
	"strings"
	"time"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/manifest"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/transformers"
	"github.com/registry-profile/registry-profile/validators"
)

// Run brings what the profile asks for into the list, and adds the results.
// The profile is the functionConfig, or else the one RegistryProfile among the
// items. If a result is an error, Run returns false and leaves the items as
// they are. With a RegistryPolicy as the functionConfig, Run only holds the
// items against the rules.
func Run(rl *ResourceList) bool {
	if rl.FunctionConfig != nil && rl.FunctionConfig.GetKind() == resolve.PolicyKind {
		return runPolicy(rl)
	}
	rl.Results = append(rl.Results, rl.oddItems()...)
	node, ok := findProfile(rl)
	if !ok {
		return false
	}
	p, results := Check(node)
	rl.Results = append(rl.Results, results...)
	if results.ExitCode() != 0 {
		return false
	}
	wanted := generators.Generate(desired.New(p))
	rl.Results = append(rl.Results, unmarked(rl, node)...)
	rl.Results = append(rl.Results, byHand(p, node, wanted)...)
	items, events, err := transform(rl.Items, node, wanted)
	if err != nil {
		rl.Results = append(rl.Results, failure("%v", err)...)
		return false
	}
	if events.ExitCode() != 0 {
		rl.Results = append(rl.Results, errorsOf(events)...)
		return false
	}
	broken := validators.CheckItems(validators.Input{RegistryProfile: p, Items: items, Now: time.Now()})
	found := fromFindings(refTo(node), Unsaid(validators.Except(broken, nil, node), results))
	rl.Results = append(rl.Results, found...)
	if found.ExitCode() != 0 {
		return false
	}
	rl.Items, rl.Results = items, append(rl.Results, events...)
	return true
}

// Unsaid leaves out findings in manifests of rules that have spoken about the
// profile already: what is wrong with the profile is wrong with what comes of
// it.
func Unsaid(found []validators.Finding, said sdk.Results) []validators.Finding {
	rules := map[string]bool{}
	for _, r := range said {
		rules[r.Tags[RuleTag]] = true
	}
	return slices.DeleteFunc(found, func(f validators.Finding) bool { return rules[f.Rule.ID] })
}

// unmarked warns of a functionConfig that kpt would send to the cluster. It is
// left alone, for it is not the function's to change.
func unmarked(rl *ResourceList, node *yaml.RNode) sdk.Results {
	item := copyAmong(rl.Items, node)
	if item == node || fileOf(item) == nil || item.GetAnnotations()[openshift.LocalConfigAnnotation] != "" {
		return nil
	}
	return sdk.Results{{
		Severity: sdk.Warning, ResourceRef: refTo(item), File: fileOf(item),
		Field:   &sdk.Field{Path: "metadata.annotations", ProposedValue: openshift.LocalConfigAnnotation + ": \"true\""},
		Message: "not marked as local configuration, so that `kpt live apply` would send the profile to the cluster; add the annotation " + openshift.LocalConfigAnnotation + ": \"true\"",
	}}
}

// errorsOf leaves out what was done, for on an error nothing is.
func errorsOf(results sdk.Results) sdk.Results {
	return slices.DeleteFunc(results, func(r *sdk.Result) bool { return r.Severity != sdk.Error })
}

// transform runs the transformers over the items, without changing them.
func transform(items []*yaml.RNode, node *yaml.RNode, wanted []*manifest.Object) ([]*yaml.RNode, sdk.Results, error) {
	var events sdk.Results
	report := func(e transformers.Event) { events = append(events, fromEvent(e)) }
	for _, filter := range []kio.Filter{
		transformers.LocalConfig{Node: node},
		transformers.Stale{Profile: node.GetName(), Wanted: wanted, Report: report},
		transformers.Merge{Profile: node.GetName(), Wanted: wanted, Report: report},
		transformers.Paths{Profile: copyAmong(items, node), Wanted: wanted},
	} {
		var err error
		if items, err = filter.Filter(items); err != nil {
			return nil, nil, err
		}
	}
	return items, events, nil
}

// oddItems warns of items that no rule and no transformer can look into.
func (rl *ResourceList) oddItems() sdk.Results {
	var results sdk.Results
	for i, item := range rl.Items {
		odd := ""
		switch {
		case item.GetKind() == "":
			odd = "has no kind"
		case item.GetKind() == "List" || item.GetKind() == kio.ResourceListKind:
			odd = "is a list, and what it holds is not seen; write its items instead"
		default:
			continue
		}
		results = append(results, &sdk.Result{Severity: sdk.Warning, Message: fmt.Sprintf("item %d %s; it is passed on as it is", rl.number(i), odd), File: fileOf(item)})
	}
	return results
}

// findProfile returns the profile of the list. Two profiles are an error:
// both would own the one Config of the cluster.
func findProfile(rl *ResourceList) (*yaml.RNode, bool) {
	profiles := profilesAmong(rl.Items)
	if config := rl.FunctionConfig; config != nil && ours(config) {
		profiles = append([]*yaml.RNode{config}, without(profiles, config)...)
	}
	switch len(profiles) {
	case 1:
		return profiles[0], true
	case 0:
		given := "there is no functionConfig"
		if rl.FunctionConfig != nil {
			given = "the functionConfig is " + nameOf(refTo(rl.FunctionConfig))
		}
		rl.Results = append(rl.Results, failure("no %s: %s, and no item is one; write one of %s", resolve.Kind, given, resolve.APIVersion)...)
	default:
		rl.Results = append(rl.Results, failure("%s", twoProfiles(profiles))...)
	}
	return nil, false
}

func twoProfiles(profiles []*yaml.RNode) string {
	names := make([]string, len(profiles))
	for i, p := range profiles {
		names[i] = nameOf(refTo(p))
	}
	return strings.Join(names, " and ") + " would both own Config/cluster; keep one profile per cluster"
}

// copyAmong returns the copy of the profile that a host puts among the items,
// which knows its file, and else the profile itself.
func copyAmong(items []*yaml.RNode, node *yaml.RNode) *yaml.RNode {
	for _, item := range items {
		if ours(item) && *refTo(item) == *refTo(node) {
			return item
		}
	}
	return node
}

// ours reports whether a node belongs to our API group, in any version and of
// any kind, for a misspelt one is no foreign one.
func ours(node *yaml.RNode) bool {
	return openshift.GroupOf(node.GetApiVersion()) == resolve.Group || node.GetKind() == resolve.Kind
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
		if *refTo(p) != *refTo(config) {
			others = append(others, p)
		}
	}
	return others
}
