package transformers

import (
	"path"
	"slices"
	"strconv"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/kio/kioutil"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
)

// Paths tells kpt where to write new objects: beside the profile, each into a
// file of its own. Other hosts write no files, and the nodes are left alone.
type Paths struct {
	// Profile is the node of the profile.
	Profile *yaml.RNode
	// Wanted objects.
	Wanted []*generators.Object
}

var _ kio.Filter = Paths{}

// Filter implements kio.Filter.
func (f Paths) Filter(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	beside := pathOf(f.Profile)
	if beside == "" {
		return nodes, nil
	}
	files := map[string]string{}
	for _, object := range f.Wanted {
		files[identityWanted(object)] = path.Join(path.Dir(beside), object.FileName())
	}
	used := map[string]int{}
	for _, node := range nodes {
		used[pathOf(node)]++
	}
	nodes = slices.Clone(nodes)
	for i, node := range nodes {
		file := files[identityOf(node)]
		if file == "" || pathOf(node) != "" {
			continue
		}
		// Path and index belong together: kpt takes a path alone for the same
		// place twice.
		placed, err := annotated(node, kioutil.PathAnnotation, file)
		if err == nil {
			err = placed.PipeE(yaml.SetAnnotation(kioutil.IndexAnnotation, strconv.Itoa(used[file])))
		}
		if err != nil {
			return nil, err
		}
		nodes[i] = placed
		used[file]++
	}
	return nodes, nil
}

// pathOf returns the file that a node comes from, if the host says so.
func pathOf(node *yaml.RNode) string {
	file, _, err := kioutil.GetFileAnnotations(node)
	if err != nil {
		return ""
	}
	return file
}
