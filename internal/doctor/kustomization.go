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

// Kustomization checks the kustomization of a folder and its bases. It fails if the
// folder does not contain a kustomization, or if one cannot be read.
func Kustomization(dir string) ([]Finding, error) {
	w := walk{generates: map[string]bool{}}
	if _, err := w.visit(dir); err != nil {
		return nil, err
	}
	if len(w.found) == 0 {
		w.found = append(w.found, passed(dir+": no setting of the kustomization breaks the generated objects"))
	}
	return w.found, nil
}

type walk struct {
	found []Finding
	// generates maps each visited folder to the result of visit.
	generates map[string]bool
}

// visit reports whether a kustomization, or one below it, runs the function as
// a generator.
func (w *walk) visit(dir string) (generates bool, err error) {
	if generates, visited := w.generates[dir]; visited {
		return generates, nil
	}
	w.generates[dir] = false // prevents endless recursion in a cycle
	defer func() { w.generates[dir] = generates }()
	k, file, err := kustomize.Read(dir)
	if err != nil {
		return false, err
	}
	if k == nil {
		return false, fmt.Errorf("%s does not contain a kustomization", dir)
	}
	for _, path := range append(slices.Clone(k.Resources), k.Components...) {
		path = filepath.Join(dir, path)
		info, err := os.Stat(path)
		switch {
		case err != nil: // remote, or missing, which kustomize reports
		case info.IsDir():
			base, err := w.visit(path)
			if err != nil {
				return false, err
			}
			generates = generates || base
		case slices.ContainsFunc(configs(path), isProfile) && len(k.Generators)+len(k.Transformers) > 0:
			w.found = append(w.found, wrong(path+" is listed under resources, so the profile itself is applied to the cluster", "list it under generators or transformers"))
		}
	}
	w.functions(dir, "generators", k.Generators)
	w.functions(dir, "transformers", k.Transformers)
	w.functions(dir, "validators", k.Validators)
	generates = generates || slices.ContainsFunc(k.Generators, func(path string) bool {
		return slices.ContainsFunc(configs(filepath.Join(dir, path)), isProfile)
	})
	for _, field := range [][2]string{{"namespace", k.Namespace}, {"namePrefix", k.NamePrefix}, {"nameSuffix", k.NameSuffix}} {
		if generates && field[1] != "" {
			w.found = append(w.found, wrong(fmt.Sprintf("%s: %s: %s changes the generated objects: Config/cluster gets another name or a namespace, and the operator ignores it", file, field[0], field[1]),
				"move the registry to a kustomization without this field"))
		}
	}
	return generates, nil
}

// functions checks the profiles and policies in a list of functions.
func (w *walk) functions(dir, list string, paths []string) {
	for _, path := range paths {
		path = filepath.Join(dir, path)
		for _, config := range configs(path) {
			if openshift.GroupOf(config.GetApiVersion()) != v1alpha1.Group {
				continue
			}
			if kustomize.NamesProgram(config) {
				w.found = append(w.found, warning(path+" is an exec function, and without --enable-exec kustomize skips it silently",
					"build with --enable-exec, or remove the annotation and install the plugin; kustomize fails if the plugin is missing"))
			}
			output, err := config.GetString("spec.output")
			if list == "validators" && config.GetKind() == v1alpha1.PolicyKind && (err != nil || output != v1alpha1.OutputNone) {
				w.found = append(w.found, wrong(path+" outputs its input; kustomize treats this as a change by a validator and fails", "set spec.output to None"))
			}
			if list == "validators" && isProfile(config) {
				w.found = append(w.found, wrong(path+" changes manifests, but a validator must not change them", "list it under generators or transformers, and list a RegistryPolicy under validators"))
			}
		}
	}
}

func isProfile(config *yaml.RNode) bool { return config.GetKind() == v1alpha1.Kind }

// configs returns the objects of a file up to the first that is not valid YAML. It
// returns none for a folder or an unreadable file, because kustomize reports those.
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
