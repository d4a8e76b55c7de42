package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/regular"
)

// ErrNoProfile reports that a folder does not contain profiles.
var ErrNoProfile = fmt.Errorf("does not contain a %s or a kustomization of one", v1alpha1.Kind)

// Find returns the sources of the profiles below a folder, sorted: the
// kustomizations with a profile that no other kustomization references, and the
// files with a profile that are outside of the folders of kustomizations. Find skips
// hidden folders. It fails if it cannot read a file or would skip a cluster that is a
// link to a folder elsewhere, and with ErrNoProfile if it does not find a profile.
func Find(root string) ([]string, error) {
	var files, dirs []string // files that can contain a profile, and folders of kustomizations
	root = filepath.Clean(root)
	err := kustomize.Walk(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != root && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case entry.IsDir():
			file, err := kustomize.FileIn(path)
			if file != "" {
				dirs = append(dirs, path)
			}
			return err
		case kustomize.FolderOutside(path, entry, root):
			if hasCluster(path) {
				return fmt.Errorf("%s: link to a folder outside of %s, whose profiles are not read; specify the folder as an argument, or move it", path, root)
			}
		case slices.Contains([]string{".yaml", ".yml"}, filepath.Ext(path)):
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	paths := kustomize.Paths{}
	with := withProfile(files, paths)
	sources, used := kustomizations(dirs, with)
	for _, path := range files {
		if full := paths.Absolute(path); with[full] && !used[full] && !slices.Contains(dirs, filepath.Dir(path)) {
			sources = append(sources, path)
		}
	}
	slices.Sort(sources)
	if len(sources) == 0 {
		return nil, fmt.Errorf("%s: %w", root, ErrNoProfile)
	}
	return sources, nil
}

// hasCluster reports whether a folder is that of a kustomization with a profile, or
// has files with profiles.
func hasCluster(dir string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*.y*ml"))
	if err != nil {
		return false // a name with the characters of a pattern
	}
	with := withProfile(files, kustomize.Paths{})
	if slices.Contains(slices.Collect(maps.Values(with)), true) {
		return true
	}
	file, err := kustomize.FileIn(dir)
	if file == "" || err != nil {
		return err != nil
	}
	sources, _ := kustomizations([]string{dir}, with)
	return len(sources) > 0
}

// kustomizations returns the folders of the kustomizations with a profile that no
// other one references, and the files that belong to a kustomization. A
// kustomization that cannot be read is a source, too: it may be a cluster, which must
// not be treated as removed.
func kustomizations(dirs []string, with map[string]bool) (sources []string, used map[string]bool) {
	composer := kustomize.NewComposer(pipeline.Function{})
	base := map[*kustomize.Tree]bool{}
	reached := map[*kustomize.Tree]bool{}
	used = map[string]bool{}
	for _, dir := range dirs {
		t := composer.Tree(dir)
		for _, b := range t.Bases {
			base[b] = true
		}
		for _, file := range slices.Concat(t.Resources, t.Patches, t.Functions) {
			used[file] = true
		}
	}
	add := func(dir string, t *kustomize.Tree) {
		found := slices.ContainsFunc(t.Files(), func(file string) bool { return hasIn(with, file) })
		if err := t.FirstErr(); err != nil {
			found = found || !errors.As(err, new(*kustomize.NotAllowed))
			for file := range with {
				found = found || filepath.Dir(file) == t.Dir && with[file]
			}
		}
		if found {
			sources = append(sources, dir)
			t.Each(func(t *kustomize.Tree) { reached[t] = true })
		}
	}
	for _, dir := range dirs {
		if t := composer.Tree(dir); !base[t] && !t.Component() {
			add(dir, t)
		}
	}
	for _, dir := range dirs { // of cycles
		if t := composer.Tree(dir); base[t] && !reached[t] && t.FirstErr() != nil {
			add(dir, t)
		}
	}
	return sources, used
}

// hasIn reports whether a file contains a profile. It reads files outside of the
// folder, such as those of a base.
func hasIn(with map[string]bool, file string) bool {
	has, known := with[file]
	if !known {
		has = HasProfile(file)
		with[file] = has
	}
	return has
}

// withProfile returns which files contain a profile, by absolute path.
func withProfile(files []string, paths kustomize.Paths) map[string]bool {
	has := make([]bool, len(files))
	_ = Each(len(files), func(i int) error { // HasProfile does not fail
		has[i] = HasProfile(files[i])
		return nil
	})
	with := map[string]bool{}
	for i, file := range files {
		with[paths.Absolute(file)] = has[i]
	}
	return with
}

// HasProfile reports whether a YAML file contains a RegistryProfile, or may contain
// one that is misspelled or invalid. Such a cluster must not be treated as removed;
// rendering reports the error later.
func HasProfile(path string) bool {
	data, err := regular.Read(path, kustomize.MaxFile)
	return err != nil || mayHaveProfile(data, kustomize.IsFile(path))
}

// MayHaveProfile is HasProfile for the content of a stream.
func MayHaveProfile(data []byte) bool { return mayHaveProfile(data, false) }

func mayHaveProfile(data []byte, kustomization bool) bool {
	switch {
	case bytes.Contains(data, []byte("kind: "+v1alpha1.Kind)):
		return true
	case !bytes.Contains(data, []byte(v1alpha1.Group+"/v")) && !bytes.Contains(data, []byte(v1alpha1.Kind)):
		return false
	}
	found := false
	err := krm.EachDocument(bytes.NewReader(data), func(document *yaml.RNode) error {
		if node := document.YNode(); node != nil && node.Kind == yaml.MappingNode {
			kind := document.GetKind()
			found = found || kustomization && strings.Contains(document.MustString(), v1alpha1.Kind) || kind == v1alpha1.Kind || openshift.GroupOf(document.GetApiVersion()) == v1alpha1.Group && kind != v1alpha1.PolicyKind
		}
		return nil
	})
	return found || err != nil
}
