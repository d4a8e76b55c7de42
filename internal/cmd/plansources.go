package cmd

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/repository"
)

// bySource returns the objects of each cluster in a dump. They are those of a file or
// a folder below the path if several of these have a Config or state the name of
// different clusters, and otherwise all: archives have a folder for each kind, and
// must-gather one for each image that collected objects.
func bySource(path string, dump *repository.Dump) map[string][]*yaml.RNode {
	groups := map[string][]*yaml.RNode{}
	for _, node := range dump.Objects {
		source := path
		if rel, err := filepath.Rel(path, dump.Files[node]); err == nil && rel != "." {
			first, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
			source = filepath.Join(path, first)
		}
		groups[source] = append(groups[source], node)
	}
	var identities []string // of the groups with a Config
	whole := 0
	for _, objects := range groups {
		config, names := identity(objects), infrastructures(objects)
		if config != "" {
			identities = append(identities, config)
		}
		if config != "" && len(names) > 0 {
			whole++
		}
	}
	slices.Sort(identities)
	several := len(infrastructures(dump.Objects)) > 1
	switch {
	case several && whole == 0, !several && len(identities) < 2:
		return map[string][]*yaml.RNode{path: dump.Objects}
	case !several && isMustGather(path) && len(slices.Compact(identities)) == 1:
		return map[string][]*yaml.RNode{path: dump.Objects}
	}
	maps.DeleteFunc(groups, func(_ string, objects []*yaml.RNode) bool {
		return identity(objects) == "" && len(infrastructures(objects)) == 0
	})
	return groups
}

// isMustGather reports whether a folder has the name that oc adm must-gather selects.
func isMustGather(path string) bool {
	full, err := filepath.Abs(path)
	return err == nil && strings.HasPrefix(filepath.Base(full), "must-gather")
}

// identity returns what distinguishes the Config of a cluster from that of another:
// its UID and its fields; empty if there is none.
func identity(objects []*yaml.RNode) string {
	i := slices.IndexFunc(objects, isConfig)
	if i < 0 {
		return ""
	}
	spec, _ := objects[i].Pipe(yaml.Lookup("spec"))
	return text(objects[i], "metadata", "uid") + "\n" + spec.MustString()
}

// infrastructures returns the names of the clusters that objects state.
func infrastructures(objects []*yaml.RNode) []string {
	var names []string
	for _, node := range objects {
		if kind := kindOf(node); kind.Group == "config.openshift.io" && kind.Kind == "Infrastructure" {
			if name := text(node, "status", "infrastructureName"); name != "" {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// joined returns running clusters with the copies of one cluster as one: they have the
// same infrastructure name and the same Config. Without a name, the Configs of several
// files are those of several clusters, unless they are compared with a single one.
func joined(clusters map[string]planned, single bool) map[string]planned {
	all := map[string]planned{}
	first := map[string]string{}
	for _, source := range slices.Sorted(maps.Keys(clusters)) {
		p := clusters[source]
		id, names := identity(p.live.objects), infrastructures(p.live.objects)
		key := strings.Join(names, ",") + "\n" + id
		former, known := first[key]
		if !known || len(names) == 0 && !single || strings.HasPrefix(id, "\n") {
			first[key], all[source] = source, p
			continue
		}
		live := *all[former].live
		live.objects = slices.Concat(live.objects, p.live.objects)
		live.names = slices.Concat(live.names, p.live.names)
		p = all[former]
		p.live = &live
		all[former] = p
	}
	return all
}

// damaged returns an error if an object of the registry has a value of another type
// than its field: the API server does not store such a value.
func damaged(objects []*yaml.RNode, release openshift.Release) error {
	if !release.Supported() {
		release = openshift.Releases[len(openshift.Releases)-1]
	}
	for _, node := range objects {
		kind := schema.FromAPIVersionAndKind(node.GetApiVersion(), node.GetKind())
		if kind != openshift.Config && kind != openshift.ImagePruner && kind != openshift.Image {
			continue
		}
		data, err := node.MarshalJSON()
		if err != nil {
			return err
		}
		var content map[string]any
		if err := json.Unmarshal(data, &content); err != nil { // with numbers as package crd has them
			return err
		}
		for _, p := range crd.Validate(content, kind, release) {
			if p.WrongType {
				return fmt.Errorf("%s/%s: %s: %s; the API server stores no such value, so that the dump is damaged: read the object again with oc", kind.Kind, node.GetName(), p.Path, p.Message)
			}
		}
	}
	return nil
}
