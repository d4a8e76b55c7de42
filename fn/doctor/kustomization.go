package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/yaml"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/fn/openshift"
	"github.com/registry-profile/registry-profile/fn/profile"
	"github.com/registry-profile/registry-profile/fn/strict"
)

// Kustomization looks at the kustomization in a folder, and at those that it
// builds upon. It fails if there is none, or one cannot be read.
func Kustomization(dir string) ([]Finding, error) {
	var w walk
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
	seen  []string
}

// visit reports whether a kustomization, or one below it, runs the function as
// a generator.
func (w *walk) visit(dir string) (makes bool, err error) {
	if slices.Contains(w.seen, dir) {
		return false, nil
	}
	w.seen = append(w.seen, dir)
	file, k, err := read(dir)
	if err != nil {
		return false, err
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
	for field, value := range map[string]string{"namespace": k.Namespace, "namePrefix": k.NamePrefix, "nameSuffix": k.NameSuffix} {
		if makes && value != "" {
			w.found = append(w.found, wrong(fmt.Sprintf("%s: %s: %s changes what the function makes below it: Config/cluster gets another name or a namespace, and the operator ignores it", file, field, value),
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
			if openshift.GroupOf(config.GetApiVersion()) != profile.Group {
				continue
			}
			if strings.Contains(config.GetAnnotations()[openshift.FunctionAnnotation], "exec") {
				w.found = append(w.found, mind(path+" names a program, and without --enable-exec kustomize skips it silently",
					"build with --enable-exec, or take the annotation out and install the plugin, whose absence is an error"))
			}
			output, err := config.GetString("spec.output")
			if list == "validators" && config.GetKind() == profile.PolicyKind && (err != nil || output != profile.OutputNone) {
				w.found = append(w.found, wrong(path+" writes what it reads, which kustomize takes for a change by a validator, and fails", "set spec.output to None"))
			}
			if list == "validators" && isProfile(config) {
				w.found = append(w.found, wrong(path+" changes manifests, which a validator must not", "list it under generators or transformers, and a RegistryPolicy here"))
			}
		}
	}
}

func isProfile(config *yaml.RNode) bool { return config.GetKind() == profile.Kind }

// configs returns the objects in a file, none if it is a folder or cannot be
// read, which kustomize tells.
func configs(path string) []*yaml.RNode {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var nodes []*yaml.RNode
	for document := range strings.SplitSeq(string(text), "\n---") {
		if node, err := yaml.Parse(document); err == nil && strict.Object(node.YNode()) == nil {
			nodes = append(nodes, node)
		}
	}
	return nodes
}

func read(dir string) (string, *types.Kustomization, error) {
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		file := filepath.Join(dir, name)
		text, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			continue
		}
		k := &types.Kustomization{}
		if err == nil {
			err = sigsyaml.Unmarshal(text, k)
		}
		if err != nil {
			return "", nil, fmt.Errorf("%s: %w", file, err)
		}
		k.FixKustomization()
		return file, k, nil
	}
	return "", nil, fmt.Errorf("%s holds no kustomization", dir)
}
