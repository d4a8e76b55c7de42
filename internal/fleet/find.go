package fleet

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// Found is where the profiles of a fleet are.
type Found struct {
	// Sources are kustomizations that no other refers to, and files with a
	// RegistryProfile that belong to no kustomization; sorted.
	Sources []string
	// Alone are those files beside which a kustomization runs functions: what
	// else it holds is not in the profile.
	Alone []string
}

// Find returns where the profiles of the clusters below a folder are. A
// kustomization that runs functions counts for none: its profiles are files,
// from which it renders itself. Hidden folders are left out. It fails if
// something cannot be read, or there is no profile.
func Find(root string) (Found, error) {
	var found Found
	var files []string // that may hold a profile
	running := map[string]bool{}
	used := map[string]bool{}
	built := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != root && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case entry.IsDir():
			k, _, err := kustomize.Read(path)
			if err != nil || k == nil {
				return err
			}
			if len(k.Generators)+len(k.Transformers)+len(k.Validators) > 0 {
				running[path] = true
				return nil
			}
			for _, ref := range append(k.Resources, k.Components...) {
				used[filepath.Join(path, ref)] = true
			}
			built[path] = true
			if k.Kind != types.ComponentKind {
				found.Sources = append(found.Sources, path)
			}
		case !built[filepath.Dir(path)] && slices.Contains([]string{".yaml", ".yml"}, filepath.Ext(path)):
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		return found, err
	}
	has := make([]bool, len(files))
	if err := Each(len(files), func(i int) error {
		has[i] = hasProfile(files[i])
		return nil
	}); err != nil {
		return found, err
	}
	for i, path := range files {
		if !has[i] {
			continue
		}
		found.Sources = append(found.Sources, path)
		if running[filepath.Dir(path)] {
			found.Alone = append(found.Alone, path)
		}
	}
	found.Sources = slices.DeleteFunc(found.Sources, func(path string) bool { return used[filepath.Clean(path)] })
	slices.Sort(found.Sources)
	if len(found.Sources) == 0 {
		return found, fmt.Errorf("%s: no %s below it, and no kustomization of one", root, v1alpha1.Kind)
	}
	return found, nil
}

// hasProfile reports whether a YAML file holds a RegistryProfile, or may hold one
// that is misspelt or no YAML: its cluster must not be taken for gone. Whether
// it can be read shows later.
func hasProfile(path string) bool {
	data, err := os.ReadFile(path)
	switch {
	case err != nil, bytes.Contains(data, []byte("kind: "+v1alpha1.Kind)):
		return true
	case !bytes.Contains(data, []byte(v1alpha1.Group+"/v")) && !bytes.Contains(data, []byte(v1alpha1.Kind)):
		return false
	}
	found := false
	err = krm.EachDocument(bytes.NewReader(data), func(document *yaml.RNode) error {
		if node := document.YNode(); node != nil && node.Kind == yaml.MappingNode {
			kind := document.GetKind()
			found = found || kind == v1alpha1.Kind || openshift.GroupOf(document.GetApiVersion()) == v1alpha1.Group && kind != v1alpha1.PolicyKind
		}
		return nil
	})
	return found || err != nil
}
