package kustomize

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/types"

	"github.com/registry-profile/registry-profile/internal/budget"
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
	// visits is the number of kustomizations that a build visits: this one, and each
	// base as often as it is listed.
	visits   int
	lists    *lists // nil if they have not been read
	listsErr error
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
	text, err := []byte(nil), c.confine(t, t.File, filepath.Base(t.File))
	if err == nil {
		text, err = c.files.ReadFile(t.File)
	}
	if err == nil {
		t.Kustomization, t.changed, err = parse(t.File, text)
	}
	t.Err = err
}

// confine returns an error if a file is not in or below the folder of the
// kustomization, also through a link, and only such files are read.
func (c *Composer) confine(t *Tree, path, entry string) error {
	if !c.Confined {
		return nil
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil // reading the file reports it
	}
	if relative, err := filepath.Rel(absolute(t.Dir), real); err != nil || !filepath.IsLocal(relative) {
		return &Invalid{File: t.File, Entry: entry, Problem: "file outside of the folder of the kustomization:"}
	}
	return nil
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
	files := len(t.Resources)
	for _, path := range k.Components {
		t.resource(c, path, above, &t.Resources)
		if len(t.Resources) > files {
			t.Resources = t.Resources[:files]
			t.fail(&Invalid{File: t.File, Entry: path, Problem: "components lists a file; list a folder instead of"})
		}
	}
	for _, list := range [][]string{k.Generators, k.Transformers, k.Validators} {
		for _, entry := range list {
			if inline(entry) {
				t.bound(entry)
			} else {
				t.resource(c, entry, above, &t.Functions)
			}
		}
	}
	for _, patch := range t.PatchList() {
		t.bound(patch.Patch)
		if patch.Path != "" && t.exists(c, patch.Path, "patch") {
			t.Patches = append(t.Patches, filepath.Join(t.Dir, patch.Path))
		}
	}
	for _, path := range t.otherFiles() {
		t.exists(c, path, "file")
	}
	t.literals()
	t.count()
}

// bound checks the size of a text in the kustomization after its aliases are expanded.
func (t *Tree) bound(text string) {
	if err := limit(t.File, []byte(text)); err != nil {
		t.fail(err)
	}
}

// count counts the kustomizations that a build visits. Those above one that visits too
// many do not report it again.
func (t *Tree) count() {
	t.visits = 1
	for _, base := range t.Bases {
		t.visits += base.visits
		if t.visits > budget.Kustomizations {
			t.visits = 1
			t.fail(budget.More(t.File, budget.Kustomizations, "kustomizations"))
			return
		}
	}
}

// resource adds a file or a base.
func (t *Tree) resource(c *Composer, entry string, above []string, files *[]string) {
	path := filepath.Join(t.Dir, entry)
	if filepath.IsAbs(entry) {
		path = entry
	}
	if t.outside(c, path) {
		if file, _ := FileIn(path); file == "" {
			t.fail(&Invalid{File: t.File, Entry: entry, Problem: "file outside of the folder of the kustomization, or folder without a kustomization:"})
			return
		}
	}
	if !t.exists(c, entry, "resource") {
		return
	}
	if c.Known != nil && c.Known(path) {
		*files = append(*files, path)
		return
	}
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		t.fail(&Invalid{File: t.File, Entry: entry, Problem: "not a regular file:"})
		return
	}
	if err != nil || !info.IsDir() {
		*files = append(*files, path)
		return
	}
	dir := absolute(path)
	if slices.Contains(above, dir) {
		t.fail(&Invalid{File: t.File, Entry: entry, Problem: "cycle through", Cycle: true})
		return
	}
	if len(above) >= budget.Depth {
		t.fail(budget.More(t.File, budget.Depth, "kustomizations one below the other"))
		return
	}
	base := c.tree(dir, above)
	if base == nil {
		t.fail(&Invalid{File: t.File, Entry: entry, Problem: "no kustomization in the folder"})
		return
	}
	t.Bases = append(t.Bases, base)
}

// outside reports whether only folders can be read at a path: it is not below the
// folder of the kustomization. The error is then the same for a path that exists.
func (t *Tree) outside(c *Composer, path string) bool {
	relative, err := filepath.Rel(t.Dir, path)
	return c.Confined && (err != nil || !filepath.IsLocal(relative))
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
	if role != "resource" && t.outside(c, full) {
		t.fail(&Invalid{File: t.File, Entry: path, Problem: role + " outside of the folder of the kustomization:"})
		return false
	}
	info, err := os.Stat(full)
	switch {
	case fetched(path, info, err):
		t.fail(&NotAllowed{File: t.File, Reason: "remote " + role + " " + withoutUser(path), Remedy: "copy it to the repository", Entry: path, Adds: role == "resource"})
	case err == nil && role != "resource" && !info.Mode().IsRegular():
		t.fail(&Invalid{File: t.File, Entry: path, Problem: role + " that is not a regular file:"})
	case err == nil:
		return true
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
