package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/kustomize"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
	"github.com/registry-profile/registry-profile/internal/regular"
)

// Folder is a folder of rendered manifests. It contains a folder for each cluster,
// with one file for each manifest, and a folder for each preceding step of a
// cluster.
type Folder struct {
	// Path is the path of the folder.
	Path string
	// Files are the desired files: content by path relative to the folder.
	Files map[string][]byte
	// Whole reports whether Files are those of the whole fleet. The files of all
	// other clusters are then stale.
	Whole bool
	// Selects reports whether Files can contain a cluster; nil if they can contain all.
	// The files of other clusters are ignored.
	Selects func(cluster string) bool
}

// State is the difference between a folder and its desired files. Paths are
// relative to the folder and sorted.
type State struct {
	// Changed are the files that are missing or have another content.
	Changed []string
	// Stale are the rendered files of removed clusters, and of objects that the
	// profile no longer requires.
	Stale []string
}

// Compare returns the difference between the folder and the desired files. It
// ignores files that were not rendered. It fails if such a file has the path of a
// desired one, and if a link leads out of the folder.
func (f Folder) Compare() (State, error) {
	var s State
	paths := slices.Sorted(maps.Keys(f.Files))
	root, err := f.open()
	if errors.Is(err, fs.ErrNotExist) {
		s.Changed = paths
		return s, nil
	}
	if err != nil {
		return s, err
	}
	defer root.Close()
	differs := make([]bool, len(paths))
	err = Each(len(paths), func(i int) error {
		text, err := regular.ReadIn(root, paths[i], kustomize.MaxFile)
		differs[i] = err != nil || !bytes.Equal(text, f.Files[paths[i]])
		switch {
		case err == nil && differs[i] && !f.replaceable(paths[i], text):
			return fmt.Errorf("%s: the file is not a manifest that render wrote; move it, or specify another folder", filepath.Join(f.Path, paths[i]))
		case err == nil, errors.Is(err, fs.ErrNotExist) && f.linked(root, paths[i]) == nil:
			return nil
		}
		return f.explain(root, paths[i], err)
	})
	if err != nil {
		return s, err
	}
	clusters := map[string]bool{}
	for i, path := range paths {
		clusters[clusterOf(path)] = true
		if differs[i] {
			s.Changed = append(s.Changed, path)
		}
	}
	existing, err := fs.Glob(root.FS(), "*/*.yaml")
	if err != nil {
		return s, err
	}
	for _, path := range existing {
		cluster := clusterOf(path)
		if _, desired := f.Files[path]; desired || !f.Whole && !clusters[cluster] || f.Selects != nil && !f.Selects(cluster) {
			continue
		}
		text, err := regular.ReadIn(root, path, kustomize.MaxFile)
		if err != nil {
			if f.linked(root, path) != nil {
				continue // render writes no links
			}
			return s, err
		}
		if rendered(text, cluster) {
			s.Stale = append(s.Stale, path)
		}
	}
	return s, nil
}

// rendered reports whether a file contains one object that was rendered for a
// cluster and not renamed since.
func rendered(text []byte, cluster string) bool {
	node, err := yaml.Parse(string(text))
	if err != nil || decode.Object(node.YNode()) != nil {
		return false
	}
	mark, marked := provenance.MarkOf(node)
	return marked && mark.Created && mark.Profile == cluster && mark.ID == provenance.IDOf(node)
}

// replaceable reports whether a desired file can replace an existing text: it is
// empty, has the annotation of a rendered manifest, also in the middle of a merge
// conflict, or is a version of the same object without it.
func (f Folder) replaceable(path string, text []byte) bool {
	if len(bytes.TrimSpace(text)) == 0 || bytes.Contains(text, []byte(openshift.ProvenanceAnnotation)) {
		return true
	}
	was, err := yaml.Parse(string(text))
	if err != nil || decode.Object(was.YNode()) != nil {
		return false
	}
	is, err := yaml.Parse(string(f.Files[path]))
	return err == nil && decode.Object(is.YNode()) == nil && provenance.IDOf(was) == provenance.IDOf(is)
}

// Write writes the changed files. It replaces each file atomically.
func (f Folder) Write(s State) error {
	if len(s.Changed) == 0 {
		return nil
	}
	if err := f.noLink(); err != nil {
		return err
	}
	if err := os.MkdirAll(f.Path, 0o755); err != nil {
		return err
	}
	root, err := f.open()
	if err != nil {
		return err
	}
	defer root.Close()
	return Each(len(s.Changed), func(i int) error {
		path := s.Changed[i]
		err := root.MkdirAll(filepath.Dir(path), 0o755)
		if err == nil {
			err = replace(root, path, f.Files[path])
		}
		return f.explain(root, path, err)
	})
}

// Prune removes the stale files and the folders that become empty.
func (f Folder) Prune(s State) error {
	if len(s.Stale) == 0 {
		return nil
	}
	root, err := f.open()
	if err != nil {
		return err
	}
	defer root.Close()
	for _, path := range s.Stale {
		if err := root.Remove(path); err != nil {
			return err
		}
		left, err := fs.ReadDir(root.FS(), filepath.ToSlash(filepath.Dir(path)))
		if err != nil {
			return err
		}
		if len(left) == 0 {
			if err := root.Remove(filepath.Dir(path)); err != nil {
				return err
			}
		}
	}
	return nil
}

// stepMark separates the name of a cluster from the name of a step. The name of a
// cluster cannot contain it.
const stepMark = "_"

// PathOf returns the path of the file of an object, relative to the folder.
func PathOf(cluster string, o *generators.Object) string {
	if o.Step != "" {
		cluster += stepMark + o.Step
	}
	return filepath.Join(cluster, o.FileName())
}

func clusterOf(path string) string {
	folder, _, _ := strings.Cut(filepath.ToSlash(path), "/")
	cluster, _, _ := strings.Cut(folder, stepMark)
	return cluster
}

// Clusters returns the distinct clusters of paths, sorted.
func Clusters(paths []string) []string {
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = clusterOf(path)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
