package cmd

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/plan"
	"github.com/registry-profile/registry-profile/internal/repository"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/validators"
)

// withoutProfile reports whether a file or folder does not contain a profile.
func withoutProfile(path string) bool {
	if !isFolder(path) {
		return !fleet.HasProfile(path)
	}
	_, err := fleet.Find(path)
	return errors.Is(err, fleet.ErrNoProfile)
}

// withoutProfiles returns the clusters in a file or folder without a profile: running
// ones, or those of manifests.
func withoutProfiles(path string, f pipeline.Function) (map[string]planned, error) {
	if found, err := liveClusters(path, f); err != nil || len(found) > 0 {
		return found, err
	}
	return manifests(path, f)
}

// manifests returns the clusters whose manifests are in a file or folder, by their
// path in it. It fails if a part of them cannot be read or composed: its objects
// would seem to be removed.
func manifests(path string, f pipeline.Function) (map[string]planned, error) {
	read, err := repository.Read([]string{path}, nil, repository.Options{Function: f})
	if err != nil {
		return nil, usageError(err)
	}
	for _, p := range read.Problems {
		return nil, invalid(fmt.Errorf("%s: %s", p.Path, p.Reason))
	}
	clusters := map[string]planned{}
	for _, c := range read.Clusters {
		related := slices.DeleteFunc(validators.Related(validators.Input{Items: c.Objects, Whole: c.Whole}), generators.OfHub)
		if len(related) == 0 {
			continue
		}
		p := planned{cluster: plan.Cluster{Name: nameOf(c.Path, path), Release: f.Release}}
		for _, policy := range c.Policies {
			p.cluster = clusterOf(p.cluster.Name, policy, f.Release)
		}
		p.cluster.Manifests = true
		for _, node := range related {
			p.objects = append(p.objects, generators.FromNode(node))
		}
		for _, taken := clusters[p.cluster.Name]; taken; _, taken = clusters[p.cluster.Name] {
			p.cluster.Name += "+" // embedded in the objects of the same folder
		}
		clusters[p.cluster.Name] = p
	}
	if len(clusters) == 0 {
		err := fmt.Errorf("%s: contains neither a %s nor objects of the registry", path, v1alpha1.Kind)
		if isFolder(path) {
			return nil, usageError(err)
		}
		return nil, invalid(err)
	}
	return clusters, nil
}

// nameOf returns the path of a cluster relative to the path of the user, or the name
// of the latter.
func nameOf(cluster, path string) string {
	from, err := filepath.Abs(path)
	to, err2 := filepath.Abs(cluster)
	if rel, err3 := filepath.Rel(from, to); errors.Join(err, err2, err3) == nil && rel != "." {
		return filepath.ToSlash(rel)
	}
	return filepath.Base(from)
}

// sameKind returns an error if the clusters of one side have the names of profiles
// and those of the other side have paths, unless each side has one cluster.
func sameKind(before, after map[string]planned) error {
	if isLive(before) {
		return nil // matched by name
	}
	byPath := func(clusters map[string]planned) bool {
		return slices.ContainsFunc(slices.Collect(maps.Values(clusters)), func(p planned) bool { return p.cluster.Manifests })
	}
	if len(before) == 1 && len(after) == 1 || byPath(before) == byPath(after) {
		return nil
	}
	return usageError(fmt.Errorf("only one of OLD and NEW contains a %s; compare one cluster at a time", v1alpha1.Kind))
}

// clusterOf returns what a profile or a policy states about its cluster.
func clusterOf(name string, profile *yaml.RNode, release openshift.Release) plan.Cluster {
	stated := func(path ...string) string {
		node, err := profile.Pipe(yaml.Lookup(path...))
		if err != nil || node == nil {
			return ""
		}
		return yaml.GetValue(node)
	}
	if release == (openshift.Release{}) {
		release, _ = openshift.ParseRelease(stated("spec", "openshift", "version")) // an invalid version is reported elsewhere
	}
	return plan.Cluster{
		Name:                   name,
		Platform:               openshift.FindPlatform(stated("spec", "openshift", "platform")).In(release),
		Release:                release,
		InfrastructureTopology: stated("spec", "openshift", "infrastructureTopology"),
		Replaces:               stated("spec", "delivery", "storageChange", "from"),
		Tool:                   stated("spec", "delivery", "tool"),
		Hub:                    hubOf(profile),
	}
}

// hubOf returns the object on the hub that a profile generates.
func hubOf(profile *yaml.RNode) plan.Hub {
	if !has(profile, "spec", "delivery", "acm") && !has(profile, "spec", "delivery", "hive") {
		return plan.Hub{} // without the time for the whole profile
	}
	p, _ := resolve.Parse(profile.YNode())
	if p == nil {
		return plan.Hub{}
	}
	switch acm, hive := p.Spec.Delivery.ACM, p.Spec.Delivery.Hive; {
	case acm != nil:
		return plan.Hub{Object: openshift.Policy.Kind + "/" + acm.Namespace + "/" + acm.PolicyName, Selects: acm.Placement + selector(acm.ClusterSelector), Action: acm.RemediationAction}
	case hive != nil && hive.ClusterDeployment != "":
		return plan.Hub{Object: openshift.SyncSet.Kind + "/" + hive.Namespace + "/" + hive.Name, Selects: hive.ClusterDeployment}
	case hive != nil:
		return plan.Hub{Object: openshift.SelectorSyncSet.Kind + "//" + hive.Name, Selects: selector(hive.ClusterDeploymentSelector)}
	}
	return plan.Hub{}
}

// selector returns labels as a label selector.
func selector(set map[string]string) string { return labels.SelectorFromSet(set).String() }
