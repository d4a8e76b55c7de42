package repository

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/verbatim"
)

// consumer is an object of Flux or Argo CD that applies a folder with more patches.
type consumer struct {
	name    string
	path    string // of the folder in its repository
	patches []types.Patch
}

// readConsumers returns the objects in the files that apply folders with patches.
func (r *reader) readConsumers() []consumer {
	var found []consumer
	for _, e := range r.entries {
		if !e.patches || e.err != nil || e.chart != "" {
			continue
		}
		for _, document := range parseFile(e.path, all).documents {
			if document.YNode().Kind != yaml.MappingNode {
				continue
			}
			switch group, kind := openshift.GroupOf(document.GetApiVersion()), document.GetKind(); {
			case group == "kustomize.toolkit.fluxcd.io" && kind == "Kustomization":
				found = add(found, document, []string{"spec", "path"}, []string{"spec", "patches"})
			case group == "argoproj.io" && kind == "Application":
				found = add(found, document, []string{"spec", "source", "path"}, []string{"spec", "source", "kustomize", "patches"})
			}
		}
	}
	return found
}

// add adds a consumer, if it has patches.
func add(list []consumer, object *yaml.RNode, folder, field []string) []consumer {
	where, err := object.Pipe(yaml.Lookup(folder...))
	if err != nil || where == nil {
		return list
	}
	node, err := object.Pipe(yaml.Lookup(field...))
	if err != nil || node == nil {
		return list
	}
	c := consumer{name: v1alpha1.ObjectName(object), path: path.Clean("/" + yaml.GetValue(where))}
	text, err := node.MarshalJSON()
	if err != nil || json.Unmarshal(text, &c.patches) != nil || len(c.patches) == 0 {
		return list
	}
	return append(list, c)
}

// generated returns kustomizations for the folders without one that a consumer
// patches: Flux generates them, too.
func (r *reader) generated() []*kustomize.Tree {
	files := map[string][]string{} // by absolute folder
	for _, e := range r.entries {
		if dir := filepath.Dir(e.full); e.chart == "" && !e.source && e.err == nil && len(of(r.consumers, dir)) > 0 {
			files[dir] = append(files[dir], filepath.Base(e.full))
		}
	}
	var trees []*kustomize.Tree
	for _, dir := range slices.Sorted(maps.Keys(files)) {
		if r.composer.Tree(dir) == nil {
			trees = append(trees, r.composer.Generate(dir, files[dir]))
		}
	}
	return trees
}

// of returns the consumers of a folder, whose absolute path ends with theirs.
func of(consumers []consumer, dir string) []consumer {
	var found []consumer
	for _, c := range consumers {
		if c.path != "/" && strings.HasSuffix(filepath.ToSlash(dir), c.path) {
			found = append(found, c)
		}
	}
	return found
}

// patched adds the patches of the consumer of a kustomization. It returns an error
// if there are several: each of them applies another result.
func patched(t *kustomize.Tree, consumers []consumer) error {
	mine := of(consumers, t.Dir)
	if len(mine) > 1 {
		return fmt.Errorf("%s and %s apply it with different patches", mine[0].name, mine[1].name)
	}
	if len(mine) == 1 && t.Kustomization != nil {
		t.AddPatches(mine[0].patches)
	}
	return nil
}

// coverPatched covers the files that a PolicyGenerator patches before it embeds them
// in policies. The generator is not run, so that their result is not known.
func (r *reader) coverPatched(root *kustomize.Tree) {
	root.Each(func(t *kustomize.Tree) {
		for _, file := range t.Functions {
			for _, document := range parseFile(file, isPolicyGenerator).documents {
				if document.YNode().Kind == yaml.MappingNode && document.GetKind() == "PolicyGenerator" {
					r.coverManifests(t, file, document)
				}
			}
		}
	})
}

func isPolicyGenerator(object verbatim.Head) bool { return object.Kind == "PolicyGenerator" }

func (r *reader) coverManifests(t *kustomize.Tree, file string, generator *yaml.RNode) {
	var config struct {
		Policies []struct {
			Manifests []struct {
				Path    string
				Patches []any
			}
		}
	}
	text, err := generator.MarshalJSON()
	if err != nil || json.Unmarshal(text, &config) != nil {
		return
	}
	for _, policy := range config.Policies {
		for _, manifest := range policy.Manifests {
			if len(manifest.Patches) == 0 {
				continue
			}
			path := r.absolute(filepath.Join(t.Dir, manifest.Path))
			for _, e := range r.entries {
				if e.full == path || strings.HasPrefix(e.full, path+string(filepath.Separator)) {
					r.covered[e.full] = true
					r.skip(e.path, Kustomization, "patched by the PolicyGenerator of "+r.show(file)+", which is not run")
				}
			}
		}
	}
}
