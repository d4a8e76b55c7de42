package kustomize

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/types"
)

// Tree is a kustomization with the kustomizations and files that it references.
// All paths are absolute.
type Tree struct {
	// Dir and File are the paths of the folder and of the kustomization.
	Dir, File string
	// Kustomization is nil if it cannot be parsed.
	Kustomization *types.Kustomization
	// Bases are the kustomizations that it references, as resources, components or
	// configurations of functions.
	Bases []*Tree
	// Resources are the files of resources, Patches those of patches, and
	// Functions those with the configurations of functions.
	Resources, Patches, Functions []string
	// Err is the first reason why this kustomization, without its bases, cannot
	// be composed. It is nil if none is known.
	Err error

	changed, staged bool
	lists           *lists // nil if they have not been read
	listsErr        error
}

// Component reports whether the kustomization can only be part of another one.
func (t *Tree) Component() bool {
	return t.Kustomization != nil && t.Kustomization.Kind == types.ComponentKind
}

// Each calls do with the tree and all trees below it, each once, the innermost
// last.
func (t *Tree) Each(do func(*Tree)) { t.each(do, map[*Tree]bool{}) }

func (t *Tree) each(do func(*Tree), seen map[*Tree]bool) {
	if seen[t] {
		return
	}
	seen[t] = true
	do(t)
	for _, base := range t.Bases {
		base.each(do, seen)
	}
}

// Files returns the paths of all files of the tree, including kustomizations.
func (t *Tree) Files() []string {
	var files []string
	t.Each(func(t *Tree) {
		files = append(files, t.File)
		files = append(append(append(files, t.Patches...), t.Resources...), t.Functions...)
	})
	return files
}

// FirstErr returns the error of the tree or of a tree below it, or nil.
func (t *Tree) FirstErr() error {
	var first error
	t.Each(func(t *Tree) {
		if first == nil {
			first = t.Err
		}
	})
	return first
}

// Tree reads the kustomization of a folder and those that it references. It
// returns nil if the folder does not contain a kustomization.
func (c *Composer) Tree(dir string) *Tree {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.tree(dir, nil)
}

// Generate adds a kustomization to a folder that has none, in memory, as Flux does.
// Its resources are the given files of the folder.
func (c *Composer) Generate(dir string, resources []string) *Tree {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	dir = absolute(dir)
	k := types.Kustomization{TypeMeta: types.TypeMeta{APIVersion: types.KustomizationVersion, Kind: types.KustomizationKind}, Resources: resources}
	t := &Tree{Dir: dir, File: filepath.Join(dir, "kustomization.yaml"), Kustomization: &k, changed: true}
	t.reference(c, []string{dir})
	c.trees[dir] = t
	return t
}

func (c *Composer) tree(dir string, above []string) *Tree {
	dir = absolute(dir)
	if t, known := c.trees[dir]; known {
		return t
	}
	file, err := FileIn(dir)
	if file == "" && err == nil {
		return nil
	}
	t := &Tree{Dir: dir, File: file, Err: err}
	if err == nil {
		t.read(c)
	}
	if t.Kustomization != nil {
		t.reference(c, append(slices.Clip(above), dir))
	}
	c.trees[dir] = t
	return t
}

func (t *Tree) read(c *Composer) {
	text, err := c.files.ReadFile(t.File)
	if err == nil {
		t.Kustomization, t.changed, err = parse(t.File, text)
	}
	t.Err = err
}

func (t *Tree) fail(err error) {
	if t.Err == nil {
		t.Err = err
	}
}

// reference follows the paths of the kustomization. above are the folders from
// the outermost kustomization to this one.
func (t *Tree) reference(c *Composer, above []string) {
	k := t.Kustomization
	if len(k.HelmCharts) > 0 {
		t.fail(&NotAllowed{File: t.File, Reason: "helmCharts", Remedy: "render the charts to files first"})
	}
	for _, path := range k.Resources {
		t.resource(c, path, above, &t.Resources)
	}
	for _, path := range k.Components {
		t.resource(c, path, above, &t.Resources)
	}
	for _, list := range [][]string{k.Generators, k.Transformers, k.Validators} {
		for _, entry := range list {
			if !inline(entry) {
				t.resource(c, entry, above, &t.Functions)
			}
		}
	}
	for _, patch := range t.PatchList() {
		if patch.Path != "" && t.exists(c, patch.Path, "patch") {
			t.Patches = append(t.Patches, filepath.Join(t.Dir, patch.Path))
		}
	}
	for _, path := range t.otherFiles() {
		t.exists(c, path, "file")
	}
}

// resource adds a file or a base.
func (t *Tree) resource(c *Composer, entry string, above []string, files *[]string) {
	if !t.exists(c, entry, "resource") {
		return
	}
	path := filepath.Join(t.Dir, entry)
	if filepath.IsAbs(entry) {
		path = entry
	}
	if c.Known != nil && c.Known(path) {
		*files = append(*files, path)
		return
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		*files = append(*files, path)
		return
	}
	dir := absolute(path)
	if slices.Contains(above, dir) {
		t.fail(&Invalid{File: t.File, Entry: entry, Problem: "cycle through", Cycle: true})
		return
	}
	base := c.tree(dir, above)
	if base == nil {
		t.fail(&Invalid{File: t.File, Entry: entry, Problem: "no kustomization in the folder"})
		return
	}
	t.Bases = append(t.Bases, base)
}

// exists reports whether a path of the kustomization exists, and records the
// error if it does not. Kustomize would try to download it.
func (t *Tree) exists(c *Composer, path, role string) bool {
	full := path
	if !filepath.IsAbs(path) {
		full = filepath.Join(t.Dir, path)
	}
	if c.Known != nil && c.Known(full) {
		return true
	}
	_, err := os.Stat(full)
	switch {
	case err == nil:
		return true
	case remote(path):
		t.fail(&NotAllowed{File: t.File, Reason: "remote " + role + " " + withoutUser(path), Remedy: "copy it to the repository", Entry: path, Adds: role == "resource"})
	default:
		t.fail(&Invalid{File: t.File, Entry: path, Problem: "missing " + role})
	}
	return false
}

// otherFiles returns the paths of all other files that kustomize reads.
func (t *Tree) otherFiles() []string {
	k := t.Kustomization
	paths := slices.Concat(k.Crds, k.Configurations)
	if path := k.OpenAPI["path"]; path != "" {
		paths = append(paths, path)
	}
	for _, r := range k.Replacements {
		if r.Path != "" {
			paths = append(paths, r.Path)
		}
	}
	var sources []types.KvPairSources
	for _, g := range k.ConfigMapGenerator {
		sources = append(sources, g.KvPairSources)
	}
	for _, g := range k.SecretGenerator {
		sources = append(sources, g.KvPairSources)
	}
	for _, s := range sources {
		for _, file := range s.FileSources {
			if _, path, named := strings.Cut(file, "="); named {
				file = path
			}
			paths = append(paths, file)
		}
		paths = append(paths, s.EnvSources...)
	}
	return paths
}

// remote reports whether kustomize would download a path: a URL, or a repository
// such as github.com/org/repo//path?ref=v1 or git@host:repo.
func remote(path string) bool {
	if strings.Contains(path, "://") || strings.HasPrefix(path, "git@") || strings.HasPrefix(path, "git::") {
		return true
	}
	host, rest, ok := strings.Cut(path, "/")
	return ok && rest != "" && strings.Contains(strings.Trim(host, "."), ".") && (strings.Contains(path, "?") || strings.Contains(rest, "/"))
}

// withoutUser returns a URL without its user and password.
func withoutUser(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.User == nil {
		return path
	}
	u.User = nil
	return u.String()
}

// inline reports whether an entry of a list is YAML text instead of a path.
func inline(entry string) bool {
	return strings.Contains(entry, "\n") || strings.HasPrefix(strings.TrimSpace(entry), "{")
}

// absolute returns the absolute path without links, as kustomize compares paths.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		path = full
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}
