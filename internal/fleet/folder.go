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
// ignores files that were not rendered.
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
	existing, err := fs.Glob(os.DirFS(f.Path), "*/*.yaml")
	if err != nil {
		return s, err
	}
	for _, path := range existing {
		cluster := clusterOf(path)
		if _, desired := f.Files[path]; desired || !f.Whole && !clusters[cluster] || f.Selects != nil && !f.Selects(cluster) {
			continue
		}
		ours, err := rendered(filepath.Join(f.Path, path), cluster)
		if err != nil {
			return s, err
		}
		if ours {
			s.Stale = append(s.Stale, path)
		}
	}
	return s, nil
}

// rendered reports whether a file contains one object that was rendered for a
// cluster and not renamed since.
func rendered(path, cluster string) (bool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	node, err := yaml.Parse(string(text))
	if err != nil || decode.Object(node.YNode()) != nil {
		return false, nil // not rendered
	}
	mark, marked := provenance.MarkOf(node)
	return marked && mark.Created && mark.Profile == cluster && mark.ID == provenance.IDOf(node), nil
}

// Write writes the changed files. It replaces each file atomically.
func (f Folder) Write(s State) error {
	return Each(len(s.Changed), func(i int) error {
		full := filepath.Join(f.Path, s.Changed[i])
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return err
		}
		return replace(full, f.Files[s.Changed[i]])
	})
}

// Each calls do for every number below n, with one worker for each processor. It
// returns the first error.
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

// Prune removes the stale files and the folders that become empty.
func (f Folder) Prune(s State) error {
	for _, path := range s.Stale {
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

// replace writes a temporary file and renames it to path.
func replace(path string, content []byte) (err error) {
	temporary := filepath.Join(filepath.Dir(path), fmt.Sprintf(".registry-profile-%d-%s.tmp", os.Getpid(), filepath.Base(path)))
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
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
