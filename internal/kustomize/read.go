package kustomize

//lint:file-ignore SA1019 public repositories use the deprecated fields

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/yaml"
)

// IsFile reports whether a path is that of a kustomization.
func IsFile(path string) bool {
	return slices.Contains(konfig.RecognizedKustomizationFileNames(), filepath.Base(path))
}

// FileIn returns the path of the kustomization of a folder. It is empty if the
// folder does not contain one.
func FileIn(dir string) (string, error) {
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		file := filepath.Join(dir, name)
		_, err := os.Stat(file)
		if err == nil {
			return file, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return "", nil
}

// parse returns the kustomization with the deprecated fields replaced, and whether
// it has any: kustomize prints a warning for each of them.
func parse(file string, text []byte) (k *types.Kustomization, deprecated bool, err error) {
	k = &types.Kustomization{}
	if err := k.Unmarshal(text); err != nil {
		// The error of a Flux Kustomization names all of its fields.
		var other struct{ APIVersion, Kind string }
		if yaml.Unmarshal(text, &other) == nil && other.Kind == types.KustomizationKind && other.APIVersion != "" && other.APIVersion != types.KustomizationVersion {
			return nil, false, fmt.Errorf("%s: apiVersion %s is not that of a kustomization", file, other.APIVersion)
		}
		return nil, false, fmt.Errorf("%s: %w", file, withoutContent(err))
	}
	deprecated = len(*k.CheckDeprecatedFields()) > 0
	k.FixKustomization()
	modernize(k)
	return k, deprecated, nil
}

// modernize replaces deprecated fields where the result is the same.
// patchesJson6902 is applied after fields that change names; only without these
// fields is it the same as patches.
func modernize(k *types.Kustomization) {
	var merges []types.Patch
	for _, patch := range k.PatchesStrategicMerge {
		p := types.Patch{Path: string(patch)}
		if inline(string(patch)) {
			p = types.Patch{Patch: string(patch)}
		}
		merges = append(merges, p)
	}
	k.Patches, k.PatchesStrategicMerge = append(merges, k.Patches...), nil
	plain := k.Namespace == "" && k.NamePrefix == "" && k.NameSuffix == "" && len(k.CommonAnnotations) == 0 && len(k.CommonLabels) == 0 && len(k.Labels) == 0
	if plain {
		k.Patches, k.PatchesJson6902 = append(k.Patches, k.PatchesJson6902...), nil
	}
	if len(k.CommonLabels) > 0 {
		k.Labels = append(k.Labels, types.Label{Pairs: k.CommonLabels, IncludeSelectors: true})
		k.CommonLabels = nil
	}
}

// PatchList returns the patches of the kustomization, in the order in which they
// apply.
func (t *Tree) PatchList() []types.Patch {
	return slices.Concat(t.Kustomization.Patches, t.Kustomization.PatchesJson6902)
}

// AddPatches adds patches that apply after those of the kustomization.
func (t *Tree) AddPatches(patches []types.Patch) {
	t.Kustomization.Patches = append(t.Kustomization.Patches, patches...)
	t.changed = true
}

// Reduce removes from a kustomization and its bases what only adds objects and is
// not allowed: remote resources, and generators that run programs. The rest can then
// be composed.
func (c *Composer) Reduce(t *Tree) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	t.Each(func(t *Tree) {
		if t.Kustomization != nil {
			c.dropGenerators(t)
		}
		refused := (*NotAllowed)(nil)
		if !errors.As(t.Err, &refused) || !refused.Adds {
			return
		}
		missing := func(entry string) bool {
			info, err := os.Stat(filepath.Join(t.Dir, entry))
			return fetched(entry, info, err)
		}
		k := t.Kustomization
		k.Resources, k.Components = slices.DeleteFunc(k.Resources, missing), slices.DeleteFunc(k.Components, missing)
		t.Err, t.changed = nil, true
	})
}

func (c *Composer) dropGenerators(t *Tree) {
	k := t.Kustomization
	before := len(k.Generators)
	k.Generators = slices.DeleteFunc(k.Generators, func(entry string) bool {
		_, err := c.functions(t, entry)
		return errors.As(err, new(*NotAllowed))
	})
	if len(k.Generators) < before {
		t.changed, t.lists = true, nil
	}
}

// hasVars reports whether the kustomization copies values by the deprecated vars.
func (t *Tree) hasVars() bool { return len(t.Kustomization.Vars) > 0 }
