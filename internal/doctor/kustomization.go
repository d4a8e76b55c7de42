package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Kustomization looks at the kustomization in a folder, and at those that it
// builds upon. It fails if there is none, or one cannot be read.
func Kustomization(dir string) ([]Finding, error) {
	w := walk{makes: map[string]bool{}}
	if _, err := w.visit(dir); err != nil {
		return nil, err
	}
	if len(w.found) == 0 {
		w.found = append(w.found, fine(dir+": nothing in the kustomization spoils what the function makes"))
	}
	return w.found, nil
}

type walk struct {
	found []Finding
	// makes has the folders that were visited, and what came of it.
	makes map[string]bool
}

// visit reports whether a kustomization, or one below it, runs the function as
// a generator.
func (w *walk) visit(dir string) (makes bool, err error) {
	if makes, visited := w.makes[dir]; visited {
		return makes, nil
	}
	w.makes[dir] = false // until it is known, also for one that builds on itself
	defer func() { w.makes[dir] = makes }()
	k, file, err := kustomize.Read(dir)
	if err != nil {
		return false, err
	}
	if k == nil {
		return false, fmt.Errorf("%s holds no kustomization", dir)
	}
	for _, path := range append(slices.Clone(k.Resources), k.Components...) {
		path = filepath.Join(dir, path)
		info, err := os.Stat(path)
		switch {
		case err != nil: // remote, or missing, which kustomize tells
		case info.IsDir():
			below, err := w.visit(path)
			if err != nil {
				return false, err
			}
			makes = makes || below
		case slices.ContainsFunc(configs(path), isProfile) && len(k.Generators)+len(k.Transformers) > 0:
			w.found = append(w.found, wrong(path+" is a resource, so that the profile itself reaches the cluster", "list it under generators or transformers"))
		}
	}
	w.functions(dir, "generators", k.Generators)
	w.functions(dir, "transformers", k.Transformers)
	w.functions(dir, "validators", k.Validators)
	makes = makes || slices.ContainsFunc(k.Generators, func(path string) bool {
		return slices.ContainsFunc(configs(filepath.Join(dir, path)), isProfile)
	})
	for _, field := range [][2]string{{"namespace", k.Namespace}, {"namePrefix", k.NamePrefix}, {"nameSuffix", k.NameSuffix}} {
		if makes && field[1] != "" {
			w.found = append(w.found, wrong(fmt.Sprintf("%s: %s: %s changes what the function makes below it: Config/cluster gets another name or a namespace, and the operator ignores it", file, field[0], field[1]),
				"keep the registry in a kustomization without it"))
		}
	}
	return makes, nil
}

// functions looks at the configurations of our functions in a list.
func (w *walk) functions(dir, list string, paths []string) {
	for _, path := range paths {
		path = filepath.Join(dir, path)
		for _, config := range configs(path) {
			if openshift.GroupOf(config.GetApiVersion()) != v1alpha1.Group {
				continue
			}
			if kustomize.NamesProgram(config) {
				w.found = append(w.found, mind(path+" names a program, and without --enable-exec kustomize skips it silently",
					"build with --enable-exec, or take the annotation out and install the plugin, whose absence is an error"))
			}
			output, err := config.GetString("spec.output")
			if list == "validators" && config.GetKind() == v1alpha1.PolicyKind && (err != nil || output != v1alpha1.OutputNone) {
				w.found = append(w.found, wrong(path+" writes what it reads, which kustomize takes for a change by a validator, and fails", "set spec.output to None"))
			}
			if list == "validators" && isProfile(config) {
				w.found = append(w.found, wrong(path+" changes manifests, which a validator must not", "list it under generators or transformers, and a RegistryPolicy here"))
			}
		}
	}
}

func isProfile(config *yaml.RNode) bool { return config.GetKind() == v1alpha1.Kind }

// configs returns the objects in a file up to the first that is no YAML, none
// if it is a folder or cannot be read, which kustomize tells.
func configs(path string) []*yaml.RNode {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	var nodes []*yaml.RNode
	_ = krm.EachDocument(file, func(document *yaml.RNode) error {
		if decode.Object(document.YNode()) == nil {
			nodes = append(nodes, document)
		}
		return nil
	})
	return nodes
}
