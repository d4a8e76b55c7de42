package fn

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/fn/manifest"
	"github.com/registry-profile/registry-profile/fn/profile"
	"github.com/registry-profile/registry-profile/transformers"
)

// Run adds to the list what its profile asks for, and the results. The profile
// is the functionConfig, or else the one RegistryProfile among the items. If a
// result is an error, Run returns false and leaves the items as they are.
func Run(rl *ResourceList) bool {
	node, ok := findProfile(rl)
	if !ok {
		return false
	}
	wanted, results := Render(node)
	rl.Results = append(rl.Results, results...)
	if results.ExitCode() != 0 {
		return false
	}
	objects, err := nodesOf(wanted)
	if err == nil && !absent(rl, objects) {
		return false
	}
	var marked []*yaml.RNode
	if err == nil {
		marked, err = transformers.LocalConfig{APIVersion: profile.APIVersion, Kind: profile.Kind}.Filter(rl.Items)
	}
	if err != nil {
		rl.Results = append(rl.Results, failure("%v", err)...)
		return false
	}
	rl.Items = append(marked, objects...)
	return true
}

func nodesOf(objects []*manifest.Object) ([]*yaml.RNode, error) {
	nodes := make([]*yaml.RNode, len(objects))
	for i, object := range objects {
		var err error
		if nodes[i], err = object.Node(); err != nil {
			return nil, err
		}
	}
	return nodes, nil
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
		rl.Results = append(rl.Results, failure("no %s: %s, and no item is one; write one of %s", profile.Kind, given, profile.APIVersion)...)
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

// ours reports whether a node belongs to our API group, in any version and of
// any kind, for a misspelt one is no foreign one.
func ours(node *yaml.RNode) bool {
	group, _, _ := strings.Cut(node.GetApiVersion(), "/")
	return group == profile.Group || node.GetKind() == profile.Kind
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

// absent reports as errors those objects that the items hold already.
func absent(rl *ResourceList, objects []*yaml.RNode) bool {
	taken := map[string]bool{}
	for _, item := range rl.Items {
		taken[identity(item)] = true
	}
	ok := true
	for _, object := range objects {
		if taken[identity(object)] {
			ok = false
			rl.Results = append(rl.Results, failure("%s: is in the input already; remove it there, or render the profile apart from it", nameOf(refTo(object)))...)
		}
	}
	return ok
}

// identity is what makes two objects the same on a cluster.
func identity(node *yaml.RNode) string {
	group, _, versioned := strings.Cut(node.GetApiVersion(), "/")
	if !versioned {
		group = ""
	}
	return strings.Join([]string{group, node.GetKind(), node.GetNamespace(), node.GetName()}, "/")
}
