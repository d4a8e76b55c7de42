package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// Folder is where rendered manifests are kept: a folder for each cluster, with
// a file for each manifest, and beside it one for each step that comes before.
type Folder struct {
	// Path of the folder.
	Path string
	// Files that there shall be: content by path below the folder.
	Files map[string][]byte
	// Whole tells that Files are those of the whole fleet, so that other
	// clusters are gone.
	Whole bool
}

// State is how a folder differs from what it shall be. Paths are relative to
// it, and sorted.
type State struct {
	// Changed files are missing or have another content.
	Changed []string
	// Gone files were rendered for a cluster that is gone, or for an object
	// that its profile no longer asks for.
	Gone []string
}

// Compare returns how the folder differs. A file that was not rendered is
// foreign, and none of ours.
func (f Folder) Compare() (State, error) {
	var s State
	paths := slices.Sorted(maps.Keys(f.Files))
	differs := make([]bool, len(paths))
	err := Each(len(paths), func(i int) error {
		text, err := os.ReadFile(filepath.Join(f.Path, paths[i]))
		differs[i] = err != nil || !bytes.Equal(text, f.Files[paths[i]])
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
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
	there, err := fs.Glob(os.DirFS(f.Path), "*/*.yaml")
	if err != nil {
		return s, err
	}
	for _, path := range there {
		cluster := clusterOf(path)
		if _, wanted := f.Files[path]; wanted || !f.Whole && !clusters[cluster] {
			continue
		}
		ours, err := rendered(filepath.Join(f.Path, path), cluster)
		if err != nil {
			return s, err
		}
		if ours {
			s.Gone = append(s.Gone, path)
		}
	}
	return s, nil
}

// rendered reports whether a file holds one object that was rendered for a
// cluster, under the name that it was given then.
func rendered(path, cluster string) (bool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	node, err := yaml.Parse(string(text))
	if err != nil || decode.Object(node.YNode()) != nil {
		return false, nil // somebody else's
	}
	mark, marked := provenance.MarkOf(node)
	return marked && mark.Created && mark.Profile == cluster && mark.ID == provenance.IDOf(node), nil
}

// Write writes the files that have changed. Others see the old or the new
// content of a file, never a part of it.
func (f Folder) Write(s State) error {
	return Each(len(s.Changed), func(i int) error {
		full := filepath.Join(f.Path, s.Changed[i])
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return err
		}
		return replace(full, f.Files[s.Changed[i]])
	})
}

// Each calls do for every number below n, for as many at once as there are
// processors, and returns the first error.
func Each(n int, do func(i int) error) error {
	var group errgroup.Group
	workers := min(n, runtime.GOMAXPROCS(0))
	for w := range workers {
		group.Go(func() error {
			for i := w; i < n; i += workers {
				if err := do(i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// Prune removes the files that are gone, and the folders that are empty then.
func (f Folder) Prune(s State) error {
	for _, path := range s.Gone {
		full := filepath.Join(f.Path, path)
		if err := os.Remove(full); err != nil {
			return err
		}
		left, err := os.ReadDir(filepath.Dir(full))
		if err != nil {
			return err
		}
		if len(left) == 0 {
			if err := os.Remove(filepath.Dir(full)); err != nil {
				return err
			}
		}
	}
	return nil
}

// stepMark stands between the name of a cluster and that of a step; no name of
// a cluster holds it.
const stepMark = "_"

// PathOf returns the path of an object's file below the folder.
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

// Clusters returns the clusters that paths belong to, each once.
func Clusters(paths []string) []string {
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = clusterOf(path)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// replace writes a file aside and renames it.
func replace(path string, content []byte) (err error) {
	aside := filepath.Join(filepath.Dir(path), fmt.Sprintf(".registry-profile-%d-%s.tmp", os.Getpid(), filepath.Base(path)))
	f, err := os.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
