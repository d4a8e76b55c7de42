package repository

import (
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// clusterScoped is the folder of the objects without a namespace in the output of
// oc adm must-gather and oc adm inspect. The folder namespaces is beside it.
const clusterScoped = "cluster-scoped-resources"

// archives groups the folders of must-gather archives, which have one folder for each
// kind or namespace, by the folder of the archive. All of them belong to one cluster.
func archives(dirs []string) map[string]string {
	roots := map[string]bool{}
	for _, dir := range dirs {
		if root, rest, ok := above(dir, clusterScoped); ok && group(rest) {
			roots[root] = true
		}
	}
	archiveOf := map[string]string{}
	for _, dir := range dirs {
		for _, name := range []string{clusterScoped, "namespaces"} {
			root, rest, ok := above(dir, name)
			if ok && roots[root] && (name != clusterScoped || group(rest)) {
				archiveOf[dir] = root
				// One folder for each image that collected objects.
				if parent := filepath.Dir(root); strings.HasPrefix(filepath.Base(parent), "must-gather") {
					archiveOf[dir] = parent
				}
			}
		}
	}
	return archiveOf
}

// above returns the folder that contains the outermost folder of a name on a path,
// and the path in the latter.
func above(dir, name string) (root, rest string, ok bool) {
	parts := strings.Split(filepath.ToSlash(dir), "/")
	i := slices.Index(parts, name)
	if i < 0 {
		return "", "", false
	}
	switch root = filepath.FromSlash(strings.Join(parts[:i], "/")); {
	case i == 0:
		root = "."
	case root == "":
		root = string(filepath.Separator)
	}
	return root, strings.Join(parts[i+1:], "/"), true
}

// group reports whether a path begins with an API group, as all folders of an archive
// below cluster-scoped-resources do. Folders of repositories have other names.
func group(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return first == "core" || strings.Contains(first, ".")
}

// describesCluster reports whether a folder of an archive contains the Infrastructure
// and the ClusterVersion.
func describesCluster(dir string) bool {
	_, rest, ok := above(dir, clusterScoped)
	return ok && strings.HasPrefix(rest+"/", "config.openshift.io/")
}

// archive adds the objects of an archive as one cluster.
func (r *reader) archive(root string, entries []*entry) {
	c := &Cluster{Path: root, sources: map[*yaml.RNode][]source{}}
	r.addEntries(c, entries)
	seen := map[string]bool{} // archives contain some objects twice
	c.Objects = slices.DeleteFunc(c.Objects, func(object *yaml.RNode) bool {
		id := provenance.IDOf(object) + " " + openshift.GroupOf(object.GetApiVersion())
		duplicate := seen[id]
		seen[id] = true
		return duplicate
	})
	r.keep(c)
}
