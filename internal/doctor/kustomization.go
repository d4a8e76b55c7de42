package doctor

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/fn/runtime/runtimeutil"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/regular"
)

// kustomization checks the kustomization of a folder and its bases.
func (e Environment) kustomization(dir string) ([]Finding, Needs) {
	composer := kustomize.NewComposer(pipeline.Function{})
	tree := composer.Tree(dir)
	if tree == nil {
		return []Finding{wrong("no kustomization in the folder", "specify a folder with a kustomization").at(dir)}, Needs{}
	}
	w := walk{Environment: e, composer: composer, root: tree.Dir, shown: dir}
	tree.Each(w.problem)
	tree.Each(w.visit)
	if !slices.ContainsFunc(w.found, func(f Finding) bool { return f.Level == Wrong }) {
		w.found = append(w.found, passed(w.summary()).at(dir))
	}
	return w.found, w.needs
}

// walk checks a tree of kustomizations.
type walk struct {
	Environment
	composer    *kustomize.Composer
	root, shown string // folder of the kustomization: absolute, and as the user wrote it
	found       []Finding
	needs       Needs
	profiles    bool // a kustomization lists a profile as a resource
}

// problem reports why kustomize, or only this program, cannot build a kustomization.
func (w *walk) problem(t *kustomize.Tree) {
	if t.Err == nil {
		return
	}
	text := strings.ReplaceAll(t.Err.Error(), w.root+string(filepath.Separator), "")
	if errors.As(t.Err, new(*kustomize.NotAllowed)) {
		w.add(warning(text, "kustomize builds it, but render, lint and cmp generate do not"), w.shown)
		return
	}
	w.add(wrong(text, "kustomize build fails; correct the kustomization"), w.shown)
}

func (w *walk) add(f Finding, place string) { w.found = append(w.found, f.at(place)) }

// summary says how the function runs if nothing is wrong.
func (w *walk) summary() string {
	flags := alphaPlugins
	if w.needs.Exec {
		flags += " " + enableExec
	}
	switch {
	case w.needs.Plugin || w.needs.Exec || w.needs.Container:
		return "run kustomize build " + flags + "; no setting of the kustomization breaks the generated objects"
	case w.profiles:
		return "the kustomization does not run the profiles among its resources; registry-profile render generates their manifests"
	}
	return "no setting of the kustomization breaks the generated objects"
}

// visit checks one kustomization.
func (w *walk) visit(t *kustomize.Tree) {
	k := t.Kustomization
	if k == nil {
		return
	}
	for _, path := range t.Resources {
		if !slices.ContainsFunc(configs(path), isProfile) {
			continue
		}
		if len(k.Generators)+len(k.Transformers) > 0 {
			w.add(wrong("listed under resources, so the profile itself is applied to the cluster", "list it under generators or transformers"), w.show(path))
		} else if !w.needs.Plugin && !w.needs.Exec && !w.needs.Container {
			w.profiles, w.needs.Program = true, true
		}
	}
	functions, err := w.composer.Configured(t)
	if err != nil && t.FirstErr() == nil {
		w.problem(&kustomize.Tree{Err: err})
	}
	for _, f := range functions {
		if openshift.GroupOf(f.Config.GetApiVersion()) == v1alpha1.Group {
			w.runs(f)
			w.listed(f)
		}
	}
	for _, field := range [][2]string{{"namespace", k.Namespace}, {"namePrefix", k.NamePrefix}, {"nameSuffix", k.NameSuffix}} {
		if field[1] != "" && w.generates(t) {
			w.add(wrong(fmt.Sprintf("%s: %s changes the generated objects: Config/cluster gets another name or a namespace, and the operator ignores it", field[0], field[1]),
				"move the registry to a kustomization without this field"), w.show(t.File))
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
func (w *walk) generates(t *kustomize.Tree) bool {
	found := false
	t.Each(func(t *kustomize.Tree) {
		functions, _ := w.composer.Configured(t) // visit reports the error
		found = found || slices.ContainsFunc(functions, func(f kustomize.Configured) bool {
			return f.List == "generators" && isProfile(f.Config)
		})
	})
	return found
}

// runs checks whether kustomize can run a profile or a policy. It reads the annotation
// as kustomize does, which prefers a container to a program.
func (w *walk) runs(f kustomize.Configured) {
	place := w.show(f.File)
	spec, err := runtimeutil.GetFunctionSpec(f.Config)
	switch {
	case err != nil:
		w.add(wrong("kustomize build fails: "+err.Error(), "correct the annotation "+openshift.FunctionAnnotation), place)
	case spec == nil:
		w.needs.Plugin = true
		if err := w.missingPlugin(f.Config.GetKind()); err != nil {
			w.add(wrong(fmt.Sprintf("without the annotation %s, kustomize build fails with %v", openshift.FunctionAnnotation, err), w.remedy()), place)
		}
	case spec.Container.Image != "":
		w.needs.Container = true
	case spec.Exec.Path != "":
		w.needs.Exec = true
		w.add(warning("without --enable-exec, kustomize skips this exec function silently",
			"build with "+alphaPlugins+" "+enableExec+", or remove the annotation and install the plugin; kustomize fails if the plugin is missing"), place)
		if _, err := w.LookPath(spec.Exec.Path); err != nil && filepath.Base(spec.Exec.Path) == spec.Exec.Path {
			w.add(wrong(fmt.Sprintf("kustomize build fails with %q: %s is not in PATH", "couldn't execute function", spec.Exec.Path), "add the folder of the program to PATH"), place)
		}
	default:
		w.add(warning("kustomize skips this function silently: the annotation "+openshift.FunctionAnnotation+" names no program and no image", w.remedy()), place)
	}
}

// listed checks whether a profile or a policy is in a list that allows what it does.
func (w *walk) listed(f kustomize.Configured) {
	if f.List != "validators" {
		return
	}
	output, err := f.Config.GetString("spec.output")
	switch {
	case isProfile(f.Config):
		w.add(wrong("changes manifests, but a validator must not change them", "list it under generators or transformers, and list a RegistryPolicy under validators"), w.show(f.File))
	case f.Config.GetKind() == v1alpha1.PolicyKind && (err != nil || output != v1alpha1.OutputNone):
		w.add(wrong("outputs its input; kustomize treats this as a change by a validator and fails", "set spec.output to None"), w.show(f.File))
	}
}

func isProfile(config *yaml.RNode) bool { return config.GetKind() == v1alpha1.Kind }

// configs returns the objects of a file up to the first that is not valid YAML. It
// returns none for a folder or an unreadable file, because kustomize reports those.
func configs(path string) []*yaml.RNode {
	file, err := regular.Open(path, kustomize.MaxFile)
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
