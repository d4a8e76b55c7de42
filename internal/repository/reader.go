package repository

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/kio"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// reader collects the files of all paths, and then groups them into clusters.
type reader struct {
	stdin    io.Reader
	composer *kustomize.Composer
	filter   krm.Relevant
	out      Repository

	locating sync.Mutex // protects the fields below while objects are located
	entries  []*entry
	shown    map[string]*entry  // by absolute path
	files    map[string]*parsed // by absolute path
	covered  map[string]bool    // absolute paths of files that belong to a kustomization
	skipped  map[string]bool
	// consumers are the objects of Flux and Argo CD that apply folders with patches.
	consumers []consumer
	// incomplete are the kustomizations of which a part is not allowed, and ambiguous those
	// that several consumers patch.
	incomplete, ambiguous map[*kustomize.Tree]error
	dirs                  kustomize.Paths
}

func newReader(stdin io.Reader, o Options) *reader {
	c := kustomize.NewComposer(o.Function)
	r := &reader{
		stdin: stdin, composer: c, filter: o.filter(),
		shown: map[string]*entry{}, files: map[string]*parsed{}, covered: map[string]bool{}, skipped: map[string]bool{}, dirs: kustomize.Paths{},
	}
	c.Known = func(path string) bool { return r.shown[path] != nil }
	return r
}

// add adds a path of the user.
func (r *reader) add(path string) error {
	if path == "-" {
		return r.stream()
	}
	entries, err := scan(path)
	if err != nil {
		return err
	}
	root := r.folderPath(path)
	for _, e := range entries {
		full := r.absolute(e.path)
		if r.shown[full] == nil {
			e.full, e.root = full, root
			r.shown[full] = e
			r.entries = append(r.entries, e)
		}
	}
	return nil
}

// stream reads standard input as one cluster.
func (r *reader) stream() error {
	p := parse(r.stdin, r.filter)
	if p.blank {
		return emptyFile("-")
	}
	c := &Cluster{Path: "-", Whole: true, sources: map[*yaml.RNode][]source{}}
	if p.err != nil {
		r.problem(Problem{Skipped: Skipped{Path: "-", Kind: Unreadable, Reason: p.err.Error()}, Line: yamlLine(p.err)})
	}
	r.addDocuments(c, "-", p)
	r.keep(c)
	return nil
}

// keep adds a cluster and one for the objects that its objects embed.
func (r *reader) keep(c *Cluster) {
	inner := innerClusters{path: c.Path}
	for _, object := range c.Objects {
		for _, text := range rawTemplates(object) {
			place := c.Locate(object, "")
			if manifests, ok := rawManifests(text); ok {
				for _, m := range manifests {
					r.addObject(inner.of(object), m.node, []source{{file: place.File, node: m.node.YNode()}})
				}
				continue
			}
			skipped := Skipped{Path: place.File, Kind: Template, Reason: "object-templates-raw of " + v1alpha1.ObjectName(object)}
			if mentions([]byte(text.Value)).kind {
				r.problem(Problem{Skipped: skipped, Line: max(text.Line, place.Line)})
			}
			r.skip(skipped.Path, skipped.Kind, skipped.Reason)
		}
		for _, reason := range patchesOf(object) {
			r.skip(c.Locate(object, "").File, Patched, reason)
		}
		for _, e := range unwrap(object) {
			r.addObject(inner.of(object), e.node, c.embeddedSources(object, e))
		}
	}
	c.outermost = true
	for _, c := range append([]*Cluster{c}, inner.list...) {
		if len(c.Objects)+len(c.Profiles)+len(c.Policies)+len(c.Ran) > 0 {
			r.out.Clusters = append(r.out.Clusters, c)
		}
	}
}

// embeddedSources returns the sources of an embedded object.
func (c *Cluster) embeddedSources(object *yaml.RNode, e embedded) []source {
	outer := c.sources[object]
	if outer == nil && c.tree != nil {
		outer = c.tree.sources(object)
	}
	var inner []source
	for _, s := range outer {
		if s.node.Kind == yaml.MappingNode {
			inner = append(inner, source{s.file, s.node, join(s.path, e.path), s.patch})
		}
	}
	return inner
}

// addDocuments adds the objects of a file.
func (r *reader) addDocuments(c *Cluster, file string, p parsed) {
	for _, document := range p.documents {
		if document.YNode().Kind != yaml.MappingNode {
			continue
		}
		members, err := membersAt(document, "")
		if err != nil {
			r.problem(Problem{Skipped: Skipped{Path: file, Kind: Unreadable, Reason: err.Error()}, Line: document.YNode().Line})
			continue
		}
		for _, member := range members {
			object, s := member.node, source{file: file, node: document.YNode(), path: member.path}
			if err := decode.Object(object.YNode()); err != nil {
				if mentionsNode(object) {
					r.problem(Problem{Skipped: Skipped{Path: file, Kind: Unreadable, Reason: err.Error()}, Line: object.YNode().Line})
				}
				continue
			}
			r.addObject(c, object, []source{s})
		}
	}
}

// membersAt returns the objects of a List, also of Lists in it, with their paths, or
// the object itself.
func membersAt(object *yaml.RNode, path string) ([]embedded, error) {
	if decode.Object(object.YNode()) != nil {
		return []embedded{{object, path}}, nil
	}
	members, err := krm.Members(object)
	if err != nil {
		return nil, err
	}
	if len(members) == 1 && members[0] == object {
		return []embedded{{object, path}}, nil
	}
	var found []embedded
	if config := object.Field("functionConfig"); config != nil && object.GetKind() == kio.ResourceListKind && ours(config.Value) {
		found = append(found, embedded{config.Value, join(path, "functionConfig")})
	}
	for i, member := range members {
		identifyMember(member, object)
		inner, err := membersAt(member, join(path, fmt.Sprintf("items[%d]", i)))
		if err != nil {
			return nil, err
		}
		found = append(found, inner...)
	}
	return found, nil
}

func mentionsNode(node *yaml.RNode) bool {
	text, err := node.String()
	return err == nil && mentions([]byte(text)).kind
}

// addObject adds an object to a cluster.
func (r *reader) addObject(c *Cluster, object *yaml.RNode, sources []source) {
	if sources != nil {
		c.sources[object] = sources
	}
	switch {
	case !ours(object):
		c.Objects = append(c.Objects, object)
	case object.GetKind() == v1alpha1.PolicyKind:
		c.Policies = append(c.Policies, object)
	default:
		c.Profiles = append(c.Profiles, object)
	}
}

// clusters groups the files into clusters.
func (r *reader) clusters() (*Repository, error) {
	r.consumers = r.readConsumers()
	r.kustomizations()
	r.folders()
	if err := r.named(); err != nil {
		return nil, err
	}
	r.charts()
	r.applied()
	slices.SortStableFunc(r.out.Clusters, func(a, b *Cluster) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortFunc(r.out.NotLookedInto, func(a, b Skipped) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortStableFunc(r.out.Problems, func(a, b Problem) int { return cmp.Compare(a.Path, b.Path) })
	return &r.out, nil
}

// named fails if a file that the user named is empty: the command that writes it
// may have failed.
func (r *reader) named() error {
	for _, e := range r.entries {
		if !e.named || e.err != nil || e.registry {
			continue
		}
		if p := r.parsed(e.path); p.blank {
			return emptyFile(e.path)
		}
	}
	return nil
}

// parsed returns the documents of a file.
func (r *reader) parsed(path string) parsed {
	full := r.absolute(path)
	if p, known := r.files[full]; known {
		return *p
	}
	filter := r.filter
	if kustomize.IsFile(path) {
		filter = all
	}
	p := parseFile(path, filter)
	r.files[full] = &p
	return p
}

// entryOf returns the entry of a file, which is read if it is outside of the paths
// of the user.
func (r *reader) entryOf(path string) *entry {
	full := r.absolute(path)
	e := r.shown[full]
	if e == nil {
		e = &entry{path: relative(path)}
		e.mention, e.size, e.invalid, e.err = survey(path, MaxFile, make([]byte, chunk))
		r.shown[full] = e
	}
	return e
}

// absolute returns the absolute path of a file.
func (r *reader) absolute(path string) string { return r.dirs.Absolute(path) }

// show returns a path as the user would write it.
func (r *reader) show(path string) string {
	if e := r.shown[r.absolute(path)]; e != nil {
		return e.path
	}
	return relative(path)
}

// relative returns a path relative to the working directory, if it is shorter.
func relative(path string) string {
	if dir, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(dir, path); err == nil && len(rel) < len(path) {
			return rel
		}
	}
	return path
}

// problem adds a problem, once.
func (r *reader) problem(p Problem) {
	if p.Dir == "" {
		p.Dir = filepath.Dir(p.Path)
	}
	if !slices.ContainsFunc(r.out.Problems, func(known Problem) bool { return known.Skipped == p.Skipped && known.Line == p.Line }) {
		r.out.Problems = append(r.out.Problems, p)
	}
}

func (r *reader) skip(path string, kind Kind, reason string) {
	r.skipAs(Skipped{Path: path, Kind: kind, Reason: reason})
}

func (r *reader) skipAs(s Skipped) {
	if !r.skipped[s.Path] {
		r.skipped[s.Path] = true
		r.out.NotLookedInto = append(r.out.NotLookedInto, s)
	}
}
