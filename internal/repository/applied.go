package repository

import (
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/provenance"
	"github.com/registry-profile/registry-profile/internal/verbatim"
	"github.com/registry-profile/registry-profile/validators"
)

// applied sets what applies the folders with generated manifests.
func (r *reader) applied() {
	if !slices.ContainsFunc(r.out.Clusters, (*Cluster).generated) {
		return
	}
	var dirs map[string]bool
	syncs := r.readSyncs()
	if slices.ContainsFunc(syncs, func(s located) bool { return len(s.directories) > 0 }) {
		dirs = r.folderPaths()
	}
	for _, c := range r.out.Clusters {
		if c.Path == "-" || !c.outermost || !c.generated() {
			continue
		}
		dir := r.folderPath(c.Path)
		for _, s := range syncs {
			if r.applies(s, dir, c, dirs) {
				c.AppliedBy = append(c.AppliedBy, s.Applier)
			}
		}
	}
}

// generated reports whether a cluster contains objects that the function has created.
func (c *Cluster) generated() bool {
	return slices.ContainsFunc(c.Objects, func(object *yaml.RNode) bool {
		mark, marked := provenance.MarkOf(object)
		return marked && mark.Created
	})
}

// Appliers are the objects in a working tree of Git with which tools apply its folders.
// They are safe for concurrent use.
type Appliers struct {
	reader *reader
	list   []located
	dirs   map[string]bool
	mutex  sync.Mutex
}

// ReadAppliers reads the working tree of Git with a folder. Outside of Git, there are
// none.
func ReadAppliers(dir string) (*Appliers, error) {
	r := newReader(nil, Options{})
	a := &Appliers{reader: r}
	tree := originOf(r.folderPath(dir), "")
	if tree.root == "" {
		return a, nil
	}
	if err := r.add(tree.root); err != nil {
		return nil, err
	}
	a.list, a.dirs = r.readSyncs(), r.folderPaths()
	return a, nil
}

// Of returns what applies the manifests in a folder without a kustomization, which does
// not have to exist yet.
func (a *Appliers) Of(dir string) []validators.Applier {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	var found []validators.Applier
	full := a.reader.folderPath(dir)
	for at := full; !a.dirs[at] && len(a.list) > 0; at = filepath.Dir(at) {
		a.dirs[at] = true
	}
	for _, s := range a.list {
		if a.reader.applies(s, full, &Cluster{}, a.dirs) {
			found = append(found, s.Applier)
		}
	}
	return found
}

// located is a source with the working tree of its file.
type located struct {
	syncSource
	origin
}

// readSyncs returns the objects in the files that apply folders of this repository. If
// the URL of the repository is not known, each of them may do so.
func (r *reader) readSyncs() []located {
	var found []located
	origins := map[string]origin{} // by folder
	urls := map[string][]string{}  // of GitRepositories
	for _, e := range r.entries {
		if !e.syncs || e.err != nil || e.chart != "" || e.source {
			continue
		}
		for _, document := range parseFile(e.path, isSync).documents {
			if document.YNode().Kind != yaml.MappingNode || !isSync(verbatim.Head{APIVersion: document.GetApiVersion(), Kind: document.GetKind()}) {
				continue
			}
			if document.GetKind() == gitRepository {
				if url, err := document.GetString("spec.url"); err == nil {
					name := document.GetNamespace() + "/" + document.GetName()
					urls[name] = append(urls[name], url)
				}
				continue
			}
			for _, s := range readSync(document) {
				dir := filepath.Dir(e.full)
				if _, known := origins[dir]; !known {
					origins[dir] = originOf(dir, e.root)
				}
				s.Name = v1alpha1.ObjectName(document) + " of " + relative(e.path)
				found = append(found, located{s, origins[dir]})
			}
		}
	}
	return slices.DeleteFunc(found, func(s located) bool { return !s.isAny(append(s.urls, urls[s.gitRepository]...)) })
}

// folderPath returns the absolute path of a folder, as that of its files begins.
func (r *reader) folderPath(dir string) string {
	return filepath.Dir(r.absolute(filepath.Join(dir, "file")))
}

// folderPaths returns the absolute paths of all folders with files, and of those above.
func (r *reader) folderPaths() map[string]bool {
	dirs := map[string]bool{}
	for _, e := range r.entries {
		for dir := filepath.Dir(e.full); !dirs[dir]; dir = filepath.Dir(dir) {
			dirs[dir] = true
		}
	}
	return dirs
}

// applies reports whether a tool applies the objects of a cluster in a folder.
func (r *reader) applies(s located, dir string, c *Cluster, dirs map[string]bool) bool {
	if len(c.Ran) > 0 && !s.functions {
		return false
	}
	return slices.ContainsFunc(s.paths(s.root, dirs), func(path string) bool {
		target := filepath.Join(s.root, filepath.FromSlash(path))
		switch {
		case target == s.root:
			return false // too many repositories have it
		case target == dir:
			return true
		case !s.below || !strings.HasPrefix(dir, target+string(filepath.Separator)) || c.Kustomized && !s.composed:
			return false
		}
		return r.composer.Tree(target) == nil
	})
}

// paths returns the folders of a source. Those that only the cluster knows are not
// among them.
func (s syncSource) paths(root string, dirs map[string]bool) []string {
	if !strings.Contains(s.path, "{{") {
		return []string{s.path}
	}
	var found []string
	for dir := range dirs {
		relative, err := filepath.Rel(root, dir)
		if err != nil || !filepath.IsLocal(relative) {
			continue
		}
		relative = filepath.ToSlash(relative)
		if !selected(s.directories, relative) {
			continue
		}
		text := fullPath().ReplaceAllLiteralString(s.path, relative)
		text = baseName().ReplaceAllLiteralString(text, path.Base(relative))
		if !strings.Contains(text, "{{") {
			found = append(found, text)
		}
	}
	return found
}

// Templates of an ApplicationSet for the directory of a generator.
var (
	fullPath = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{\{\s*(\.path\.path|path)\s*\}\}`) })
	baseName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{\{\s*\.?path\.basename\s*\}\}`) })
)

// selected reports whether a generator selects a directory.
func selected(directories []directory, relative string) bool {
	include := false
	for _, d := range directories {
		if matched, err := path.Match(path.Clean(d.Path), relative); err == nil && matched {
			if d.Exclude {
				return false
			}
			include = true
		}
	}
	return include
}
