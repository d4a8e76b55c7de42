package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// Kustomization checks the kustomization of a folder and its bases. It fails if the
// folder does not contain a kustomization, or if one cannot be read.
func Kustomization(dir string) ([]Finding, error) {
	tree := kustomize.NewComposer(pipeline.Function{}).Tree(dir)
	if tree == nil {
		return nil, fmt.Errorf("%s does not contain a kustomization", dir)
	}
	w := walk{root: tree.Dir, shown: dir}
	if err := tree.FirstErr(); err != nil {
		w.found = append(w.found, wrong(strings.ReplaceAll(err.Error(), tree.Dir, dir), "kustomize build fails; correct the kustomization"))
	}
	tree.Each(w.visit)
	if len(w.found) == 0 {
		w.found = append(w.found, passed(dir+": no setting of the kustomization breaks the generated objects"))
	}
	return w.found, nil
}

type walk struct {
	root, shown string // folder of the kustomization: absolute, and as the user wrote it
	found       []Finding
}

// visit checks one kustomization.
func (w *walk) visit(t *kustomize.Tree) {
	k := t.Kustomization
	if k == nil {
		return
	}
	for _, path := range t.Resources {
		path = w.show(path)
		if slices.ContainsFunc(configs(path), isProfile) && len(k.Generators)+len(k.Transformers) > 0 {
			w.found = append(w.found, wrong(path+" is listed under resources, so the profile itself is applied to the cluster", "list it under generators or transformers"))
		}
	}
	w.functions(w.show(t.Dir), "generators", k.Generators)
	w.functions(w.show(t.Dir), "transformers", k.Transformers)
	w.functions(w.show(t.Dir), "validators", k.Validators)
	for _, field := range [][2]string{{"namespace", k.Namespace}, {"namePrefix", k.NamePrefix}, {"nameSuffix", k.NameSuffix}} {
		if field[1] != "" && generates(t) {
			w.found = append(w.found, wrong(fmt.Sprintf("%s: %s: %s changes the generated objects: Config/cluster gets another name or a namespace, and the operator ignores it", w.show(t.File), field[0], field[1]),
				"move the registry to a kustomization without this field"))
		}
	}
}

// show returns a path below or beside the folder as the user would write it.
func (w *walk) show(path string) string {
	relative, err := filepath.Rel(w.root, path)
	if err != nil {
		return path
	}
	return filepath.Join(w.shown, relative)
}

// generates reports whether a kustomization, or one below it, runs the function as
// a generator.
func generates(t *kustomize.Tree) bool {
	found := false
	t.Each(func(t *kustomize.Tree) {
		if t.Kustomization == nil {
			return
		}
		found = found || slices.ContainsFunc(t.Kustomization.Generators, func(path string) bool {
			return slices.ContainsFunc(configs(filepath.Join(t.Dir, path)), isProfile)
		})
	})
	return found
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
