package cmd

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/plan"
	"github.com/registry-profile/registry-profile/internal/repository"
	"github.com/registry-profile/registry-profile/validators"
)

// liveCluster contains the objects of a running cluster.
type liveCluster struct {
	// names are the infrastructure name, and the name of the file or the folder.
	names   []string
	objects []*yaml.RNode
}

// liveClusters returns the running clusters whose objects are in a file or a folder,
// by name. It returns none for manifests.
func liveClusters(path string, f pipeline.Function) (map[string]planned, error) {
	dump, err := repository.ReadDump([]string{path}, nil, repository.Options{Function: f})
	if err != nil || !slices.ContainsFunc(dump.Objects, ofCluster) {
		return nil, nil // the error of the manifests is the better one
	}
	found := map[string]planned{}
	all := bySource(path, dump)
	for _, source := range slices.Sorted(maps.Keys(all)) {
		c := &liveCluster{objects: all[source]}
		if err := c.check(source); err != nil {
			return nil, invalid(err)
		}
		if _, name := validators.ClusterFacts(c.objects); name != "" {
			c.names = append(c.names, name)
		}
		c.names = append(c.names, strings.TrimSuffix(filepath.Base(source), filepath.Ext(source)))
		facts := c.facts()
		found[source] = planned{live: c, cluster: plan.Cluster{Name: c.names[0], Release: facts.Release, Platform: openshift.FindPlatform(facts.Platform).In(facts.Release)}}
	}
	return found, nil
}

// ofCluster reports whether an API server has written an object that says so: the
// release, the platform, or an object of the registry.
func ofCluster(node *yaml.RNode) bool {
	switch kind := kindOf(node); {
	case kind.Group == "config.openshift.io" && (kind.Kind == "ClusterVersion" || kind.Kind == "Infrastructure"):
		return has(node, "status")
	case kind == openshift.Config.GroupKind() || kind == openshift.ImagePruner.GroupKind() || kind == openshift.Image.GroupKind():
		return written(node) || has(node, "status")
	}
	return false
}

// written reports whether an API server has written an object.
func written(node *yaml.RNode) bool {
	return has(node, "metadata", "uid") || has(node, "metadata", "resourceVersion") || has(node, "metadata", "managedFields")
}

func has(node *yaml.RNode, path ...string) bool {
	value, err := node.Pipe(yaml.Lookup(path...))
	return err == nil && !yaml.IsMissingOrNull(value)
}

func kindOf(node *yaml.RNode) schema.GroupKind {
	return schema.FromAPIVersionAndKind(node.GetApiVersion(), node.GetKind()).GroupKind()
}

func isConfig(node *yaml.RNode) bool {
	return kindOf(node) == openshift.Config.GroupKind() && node.GetName() == openshift.ClusterName
}

func text(node *yaml.RNode, path ...string) string {
	value, err := node.Pipe(yaml.Lookup(path...))
	if err != nil || value == nil {
		return ""
	}
	return yaml.GetValue(value)
}

// check returns an error if the objects are not those of one cluster.
func (c *liveCluster) check(source string) error {
	var configs []*yaml.RNode
	for _, node := range c.objects {
		if isConfig(node) {
			configs = append(configs, node)
		}
	}
	if len(configs) == 0 {
		return fmt.Errorf("%s: the objects of the cluster do not include the Config of the registry; add the output of: oc get configs.imageregistry.operator.openshift.io cluster -o yaml", source)
	}
	if names := infrastructures(c.objects); len(names) > 1 {
		return fmt.Errorf("%s: objects of several clusters (%s); use one file or folder for each cluster", source, some(names))
	}
	if err := damaged(c.objects, c.facts().Release); err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	for _, other := range configs[1:] {
		id, otherID := text(configs[0], "metadata", "uid"), text(other, "metadata", "uid")
		spec, _ := configs[0].Pipe(yaml.Lookup("spec"))
		otherSpec, _ := other.Pipe(yaml.Lookup("spec"))
		if written(other) && written(configs[0]) && (id != otherID || id == "" && spec.MustString() != otherSpec.MustString()) {
			return fmt.Errorf("%s: conflicting copies of Config/cluster; use one file or folder for each cluster", source)
		}
	}
	return nil
}

// facts returns what the objects state about the cluster.
func (c *liveCluster) facts() *plan.Live {
	facts, _ := validators.ClusterFacts(c.objects)
	live := &plan.Live{Kinds: map[schema.GroupKind]bool{}, Platform: facts.Platform, InfrastructureTopology: facts.InfrastructureTopology}
	live.Release, _ = openshift.ParseRelease(facts.Version) // unknown if it is invalid
	for _, node := range c.objects {
		live.Kinds[kindOf(node)] = true
		for _, key := range openshift.StorageKeys() {
			if isConfig(node) && has(node, "status", "storage", key) {
				live.Storage, live.Store = key, text(node, "status", "storage", key, openshift.FindStorageType(key).Name)
			}
		}
	}
	return live
}

// among returns the objects of the cluster that Git contains, and those that they
// refer to: the ConfigMaps with CAs and the claims.
func (c *liveCluster) among(manifests []*generators.Object) []*generators.Object {
	type id struct {
		kind            schema.GroupKind
		namespace, name string
	}
	wanted := map[id]*generators.Object{}
	for _, o := range manifests {
		wanted[id{o.Kind.GroupKind(), o.Namespace, o.Name}] = o
	}
	found := map[id]*yaml.RNode{}
	for _, node := range c.objects {
		k := id{kindOf(node), node.GetNamespace(), node.GetName()}
		related := k.kind == openshift.ConfigMap.GroupKind() && k.namespace == openshift.ConfigNamespace ||
			k.kind == openshift.PersistentVolumeClaim.GroupKind() && k.namespace == openshift.RegistryNamespace || isConfig(node)
		if wanted[k] == nil && !related {
			continue
		}
		if former := found[k]; former == nil || written(node) || !written(former) {
			found[k] = node
		}
	}
	var objects []*generators.Object
	for k, node := range found {
		o := generators.FromNode(node)
		if w := wanted[k]; w != nil {
			o.Kind = w.Kind // another version has the same fields
		}
		objects = append(objects, o)
	}
	return objects
}

// isLive reports whether clusters are running ones.
func isLive(clusters map[string]planned) bool {
	for _, p := range clusters {
		return p.live != nil
	}
	return false
}

// matched returns the running clusters by the names of their counterparts. It fails if
// one of several clusters has none.
func matched(before, after map[string]planned, args []string) (map[string]planned, error) {
	if isLive(after) {
		return nil, usageError(errors.New("NEW contains the objects of a running cluster, and no manifests; use them as OLD"))
	}
	if !isLive(before) {
		return before, nil
	}
	if before = joined(before, len(after) == 1); len(before) == 1 && len(after) == 1 {
		return before, nil
	}
	byName := map[string]planned{}
	var unmatched []string
	for _, source := range slices.Sorted(maps.Keys(before)) {
		p := before[source]
		i := slices.IndexFunc(p.live.names, func(name string) bool { _, exists := after[name]; return exists })
		if i < 0 {
			unmatched = append(unmatched, p.cluster.Name)
			continue
		}
		name := p.live.names[i]
		if _, twice := byName[name]; twice {
			return nil, invalid(fmt.Errorf("OLD contains several clusters with the name %s; use one file or folder for each cluster", name))
		}
		byName[name] = p
	}
	var missing []string
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if _, exists := byName[name]; !exists {
			missing = append(missing, name)
		}
	}
	const hint = ". Clusters are matched by the infrastructure name, or by the name of the file or the folder"
	switch {
	case len(unmatched) > 0:
		return nil, invalid(fmt.Errorf("OLD contains clusters that NEW does not contain: %s; NEW contains %s%s", some(unmatched), some(slices.Sorted(maps.Keys(after))), hint))
	case len(missing) > 0:
		return nil, invalid(fmt.Errorf("OLD does not contain the objects of %s; compare only the profiles of the clusters in OLD%s%s", some(missing), onlyCommand(byName, after, args), hint))
	}
	return byName, nil
}

// onlyCommand returns the command that compares a single running cluster with its
// profile; empty if there are several or if the profile is not in a folder.
func onlyCommand(byName, after map[string]planned, args []string) string {
	if len(byName) != 1 || !isFolder(args[1]) {
		return ""
	}
	for name := range byName {
		if source := after[name].source; source != "" {
			return ": registry-profile plan " + args[0] + " " + source
		}
	}
	return ""
}

// some joins at most ten names.
func some(names []string) string {
	const limit = 10
	if len(names) > limit {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:limit], ", "), len(names)-limit)
	}
	return strings.Join(names, ", ")
}
