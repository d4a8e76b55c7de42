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

// Found contains the sources of the profiles of a fleet.
type Found struct {
	// Sources are the kustomizations that no other kustomization references, and
	// the files with a RegistryProfile outside of kustomizations; sorted.
	Sources []string
	// Alone are the files that are in the folder of a kustomization with functions.
	// The rest of that kustomization is not part of the profile.
	Alone []string
}

// Find returns the sources of the profiles below a folder. A kustomization that
// runs functions is not a source; the profiles in its folder are sources as files.
// Find skips hidden folders. It fails if it cannot read a file or does not find a
// profile.
func Find(root string) (Found, error) {
	var found Found
	var files []string // can contain a profile
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
		return found, fmt.Errorf("%s: does not contain a %s or a kustomization of one", root, v1alpha1.Kind)
	}
	return found, nil
}

// hasProfile reports whether a YAML file contains a RegistryProfile, or may contain
// one that is misspelled or invalid. Such a cluster must not be treated as removed;
// rendering reports the error later.
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
