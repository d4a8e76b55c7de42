package repository

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// kustomizations composes the kustomizations that no other one references.
func (r *reader) kustomizations() {
	var trees []*kustomize.Tree
	known, used := map[*kustomize.Tree]bool{}, map[*kustomize.Tree]bool{}
	for _, e := range r.entries {
		if !e.kustomization() || e.chart != "" || e.err != nil {
			continue
		}
		t := r.composer.Tree(filepath.Dir(e.path))
		if t == nil || known[t] {
			continue
		}
		known[t] = true
		trees = append(trees, t)
		for _, base := range t.Bases {
			used[base] = true
		}
	}
	roots := slices.DeleteFunc(slices.Clone(trees), func(t *kustomize.Tree) bool { return used[t] || t.Component() })
	roots = append(roots, r.generated()...)
	r.prepare(roots)
	r.composer.Prune(roots, r.filter)
	r.roots(roots)
	for _, t := range trees { // in cycles, and components of nothing
		if used[t] && !r.covered[t.File] || !used[t] && t.Component() {
			r.part(t)
		}
	}
}

// prepare adds the patches of Flux and Argo CD, and removes what only adds objects
// and is not allowed.
func (r *reader) prepare(roots []*kustomize.Tree) {
	r.incomplete, r.ambiguous = map[*kustomize.Tree]error{}, map[*kustomize.Tree]error{}
	for _, t := range roots {
		r.coverPatched(t)
		if err := patched(t, r.consumers); err != nil {
			r.ambiguous[t] = err
		}
		if refused := (*kustomize.NotAllowed)(nil); errors.As(r.composer.Check(t), &refused) && refused.Adds {
			r.incomplete[t] = refused
		}
	}
	for t := range r.incomplete {
		r.composer.Reduce(t)
	}
}

// part adds the files of a tree that cannot be composed by itself.
func (r *reader) part(t *kustomize.Tree) {
	if err := t.FirstErr(); err != nil {
		r.roots([]*kustomize.Tree{t})
		return
	}
	r.parts(t)
}

// roots composes kustomizations, one worker for each processor. If that fails, it
// adds the files as a cluster that is not whole.
func (r *reader) roots(trees []*kustomize.Tree) {
	type work struct {
		tree        *kustomize.Tree
		says        mention
		composition *kustomize.Composition
		err         error
	}
	var list []*work
	for _, t := range trees {
		files := t.Files()
		w := &work{tree: t}
		for _, file := range files {
			if e := r.entryOf(file); e.err == nil {
				w.says = w.says.or(e.mention)
			}
		}
		switch {
		case w.says.registry && r.ambiguous[t] != nil:
			r.skip(r.show(t.File), Kustomization, r.ambiguous[t].Error())
			r.cover(files)
		case w.says.registry:
			w.err = r.duplicates(t)
			list = append(list, w)
		default:
			if err := cmp.Or(r.incomplete[t], r.composer.Check(t)); err != nil {
				r.skipAs(Skipped{Path: r.show(t.File), Kind: Kustomization, Reason: r.reason(t, err), Broken: hidesContent(t, err)})
			}
			r.cover(files)
		}
	}
	workers := runtime.GOMAXPROCS(0)
	r.composer.Concurrent = len(list) > workers
	var group errgroup.Group
	group.SetLimit(workers)
	for _, w := range list {
		if w.err == nil {
			group.Go(func() error {
				w.composition, w.err = r.composer.Compose(w.tree.Dir)
				return nil
			})
		}
	}
	_ = group.Wait() // the work contains the errors
	for _, w := range list {
		if w.err == nil {
			r.composed(w.tree, w.composition)
			if err := r.incomplete[w.tree]; err != nil {
				r.notComposed(w.tree, r.saysBeside(w.tree, err), err)
			}
		}
	}
	for _, w := range list { // their files are checked unless they are composed elsewhere
		if w.err != nil {
			r.parts(w.tree)
			r.notComposed(w.tree, w.says, w.err)
		}
	}
}

// saysBeside returns what the files of a tree say, without the configuration of the
// function that is not allowed: a generator of policies names kinds of the registry
// in its patches.
func (r *reader) saysBeside(t *kustomize.Tree, err error) mention {
	refused := (*kustomize.NotAllowed)(nil)
	var says mention
	for _, file := range t.Files() {
		if e := r.entryOf(file); e.err == nil && (!errors.As(err, &refused) || refused.File != file || refused.Entry != "") {
			says = says.or(e.mention)
		}
	}
	return says
}

// composed adds the objects of a kustomization as a cluster.
func (r *reader) composed(t *kustomize.Tree, composition *kustomize.Composition) {
	c := &Cluster{
		Path: r.show(t.Dir), Whole: r.incomplete[t] == nil, Kustomized: true, Ran: composition.Ran,
		sources: map[*yaml.RNode][]source{}, tree: r.tree(t),
	}
	for _, object := range composition.Objects {
		r.addObject(c, object, nil)
	}
	for _, ran := range composition.Ran {
		if ran.Written {
			c.sources[ran.Config] = []source{{file: r.show(ran.File), node: ran.Config.YNode()}}
		}
	}
	r.cover(t.Files())
	r.keep(c)
}

// cover records that files belong to a kustomization.
func (r *reader) cover(files []string) {
	for _, file := range files {
		r.covered[r.absolute(file)] = true
	}
}

// duplicates returns an error if a resource or a patch contains a duplicate key.
// Kustomize rejects it only when it writes the object.
func (r *reader) duplicates(t *kustomize.Tree) error {
	var files []string
	t.Each(func(t *kustomize.Tree) { files = append(append(files, t.Resources...), t.Patches...) })
	for _, file := range files {
		if e := r.entryOf(file); e.registry && e.size <= kustomize.MaxFile {
			if p := r.parsed(file); errors.Is(p.err, errDuplicate) {
				return fmt.Errorf("%s: %w", e.path, p.err)
			}
		}
	}
	return nil
}

// notComposed records why a kustomization cannot be composed.
func (r *reader) notComposed(t *kustomize.Tree, says mention, err error) {
	file := r.show(t.File)
	s := Skipped{Path: file, Kind: Kustomization, Reason: r.reason(t, err)}
	p := Problem{Skipped: s, Line: 1, Dir: r.show(t.Dir)}
	s.Broken = !says.kind && (says.registry || hidesContent(t, err)) && !errors.As(err, new(*kustomize.NotAllowed))
	r.skipAs(s)
	if failed := (*kustomize.Failed)(nil); errors.As(err, &failed) {
		f := *failed
		f.File = r.show(f.File)
		p.Failed = &f
	}
	invalid, refused := (*kustomize.Invalid)(nil), (*kustomize.NotAllowed)(nil)
	p.Refused = errors.As(err, &refused)
	switch {
	case errors.As(err, &invalid) && !invalid.Cycle:
		p.Path = r.show(invalid.File)
		p.Line = r.lineOf(invalid.File, invalid.Entry)
	case errors.As(err, &refused) && refused.Entry != "":
		p.Path = r.show(refused.File)
		p.Line = r.lineOf(refused.File, refused.Entry)
	}
	if says.kind && !r.knownProblem(t) {
		r.problem(p)
	}
}

// hidesContent reports whether a mistake hides content of a kustomization, such as a
// resource that does not exist. What this program must not read is not a mistake.
func hidesContent(t *kustomize.Tree, err error) bool {
	return t.FirstErr() != nil && !errors.As(err, new(*kustomize.NotAllowed))
}

// reason returns the message of an error with the paths that the user knows, and
// without the path of the kustomization.
func (r *reader) reason(t *kustomize.Tree, err error) string {
	text := err.Error()
	if refused := (*kustomize.NotAllowed)(nil); errors.As(err, &refused) {
		text = refused.File + ": " + refused.Reason + " is not supported"
	}
	for _, file := range t.Files() {
		text = strings.ReplaceAll(text, file, r.show(file))
	}
	text = strings.ReplaceAll(text, t.Dir, r.show(t.Dir))
	text = strings.TrimPrefix(text, r.show(t.File)+": ")
	lines := strings.Split(text, "\n")
	n := 1
	for n < len(lines) && strings.HasSuffix(strings.TrimRight(strings.Join(lines[:n], " "), "` "), ":") {
		n++ // the cause follows
	}
	return strings.Join(strings.Fields(strings.Join(lines[:n], " ")), " ")
}

// lineOf returns the line of an entry in a kustomization, or 1.
func (r *reader) lineOf(file, entry string) int {
	for _, document := range r.parsed(file).documents {
		if node := scalar(document.YNode(), entry); node != nil {
			return node.Line
		}
	}
	return 1
}

// knownProblem reports whether a file of the tree that cannot be read is reported
// already.
func (r *reader) knownProblem(t *kustomize.Tree) bool {
	for _, file := range t.Files() {
		shown := r.show(file)
		if slices.ContainsFunc(r.out.Problems, func(p Problem) bool { return p.Path == shown && p.Kind == Unreadable }) {
			return true
		}
	}
	return false
}

// parts adds the resources of a tree as a cluster that is not whole. Patches are no
// objects. Resources that another kustomization has composed are judged there.
func (r *reader) parts(t *kustomize.Tree) {
	c := &Cluster{Path: r.show(t.Dir), Kustomized: true, sources: map[*yaml.RNode][]source{}}
	t.Each(func(t *kustomize.Tree) {
		r.covered[t.File] = true
		for _, file := range t.Patches {
			r.covered[r.absolute(file)] = true
		}
		for _, file := range slices.Concat(t.Resources, t.Functions) {
			full := r.absolute(file)
			if e := r.shown[full]; e != nil && !r.covered[full] && e.err == nil {
				p := r.parsed(file)
				r.unreadable(e, p)
				r.addDocuments(c, e.path, p)
			}
			r.covered[full] = true
		}
	})
	r.keep(c)
}
