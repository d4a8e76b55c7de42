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

// Paths sets the files to which kpt writes new objects: one file per object, in
// the directory of the profile. With hosts that do not write files, the nodes
// remain unchanged.
type Paths struct {
	// Profile is the node of the profile.
	Profile *yaml.RNode
	// Desired objects.
	Desired []*generators.Object
}

var _ kio.Filter = Paths{}

// Filter implements kio.Filter.
func (f Paths) Filter(nodes []*yaml.RNode) ([]*yaml.RNode, error) {
	beside := pathOf(f.Profile)
	if beside == "" {
		return nodes, nil
	}
	files := map[string]string{}
	for _, object := range f.Desired {
		files[identityOfDesired(object)] = path.Join(path.Dir(beside), object.FileName())
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
		// Set both path and index: kpt treats two nodes with the same path
		// and no index as duplicates.
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

// pathOf returns the file of a node, or the empty string if the host does not
// specify it.
func pathOf(node *yaml.RNode) string {
	file, _, err := kioutil.GetFileAnnotations(node)
	if err != nil {
		return ""
	}
	return file
}
