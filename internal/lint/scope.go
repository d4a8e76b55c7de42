package lint

import (
	"path/filepath"
	"slices"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// scope contains the files of one cluster.
type scope struct {
	files []file
}

// scopes groups files by cluster, in input order.
func scopes(files []file) []scope {
	roots := map[string]bool{}
	patches, bases, generators := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, f := range files {
		dir, name := filepath.Split(f.path)
		if slices.Contains(konfig.RecognizedKustomizationFileNames(), name) {
			roots[filepath.Clean(dir)] = true
			for _, patch := range pathsIn(f, "patches", "patchesStrategicMerge", "patchesJson6902") {
				patches[filepath.Join(dir, patch)] = true
			}
			for _, generator := range pathsIn(f, "generators") {
				generators[filepath.Join(dir, generator)] = true
			}
			for _, base := range pathsIn(f, "resources", "components") {
				bases[filepath.Join(dir, base)] = true
			}
		}
	}
	var list []scope
	at := map[string]int{}
	for _, f := range files {
		if patches[filepath.Clean(f.path)] {
			f.objects = nil
		}
		root := rootOf(filepath.Dir(f.path), roots)
		if bases[root] { // its profiles are incomplete without patches
			f.objects = slices.DeleteFunc(f.objects, func(o *yaml.RNode) bool { return o.GetKind() == v1alpha1.Kind })
		}
		f.whole = !roots[root] || generators[filepath.Clean(f.path)]
		i, known := at[root]
		if !known {
			i = len(list)
			at[root] = i
			list = append(list, scope{})
		}
		list[i].files = append(list[i].files, f)
	}
	return list
}

// rootOf returns the nearest folder, from dir upward, that has a kustomization. It
// returns dir if none has one.
func rootOf(dir string, roots map[string]bool) string {
	for d := dir; ; d = filepath.Dir(d) {
		if roots[d] {
			return d
		}
		if d == filepath.Dir(d) {
			return dir
		}
	}
}

// pathsIn returns the paths in the lists of a kustomization.
func pathsIn(kustomization file, lists ...string) []string {
	var paths []string
	for _, object := range kustomization.objects {
		for _, key := range lists {
			field := object.Field(key)
			if field == nil {
				continue
			}
			elements, err := field.Value.Elements()
			if err != nil {
				continue
			}
			for _, element := range elements {
				if element.YNode().Kind == yaml.ScalarNode {
					paths = append(paths, element.YNode().Value)
				} else if path := element.Field("path"); path != nil {
					paths = append(paths, path.Value.YNode().Value)
				}
			}
		}
	}
	return paths
}
