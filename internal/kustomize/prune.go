package kustomize

import (
	"bytes"
	"path/filepath"
	"regexp"
	"slices"
	"sync"

	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/verbatim"
)

// Prune leaves out the resources that keep rejects when the roots are composed.
// It has no effect on the other objects: a resource stays if a patch of any
// kustomization can select it by its kind, and all resources of a root stay if a
// kustomization in it could read or require them in another way.
func (c *Composer) Prune(roots []*Tree, keep func(verbatim.Head) bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	p := pruning{composer: c, keep: keep, kinds: map[string]bool{}, whole: map[*Tree]bool{}, empty: map[*Tree]bool{}}
	for _, root := range roots {
		p.survey(root)
	}
	for _, root := range roots {
		p.prune(root)
	}
}

type pruning struct {
	composer *Composer
	keep     func(verbatim.Head) bool
	kinds    map[string]bool // that patches select
	whole    map[*Tree]bool  // whose resources all stay
	empty    map[*Tree]bool  // pruned trees, and whether nothing is left of them
}

// survey collects the kinds that the patches of a root select.
func (p *pruning) survey(root *Tree) {
	whole := root.FirstErr() != nil
	root.Each(func(t *Tree) {
		whole = whole || !p.plain(t)
	})
	if whole {
		root.Each(func(t *Tree) { p.whole[t] = true })
	}
}

// plain reports whether only patches of a kustomization depend on resources.
func (p *pruning) plain(t *Tree) bool {
	k := t.Kustomization
	if k == nil || t.hasVars() || len(k.Replacements)+len(k.Replicas)+len(k.Configurations)+len(k.Crds)+len(k.OpenAPI)+len(k.ConfigMapGenerator)+len(k.SecretGenerator) > 0 {
		return false
	}
	lists, err := p.composer.functionsOf(t)
	if err != nil {
		return false
	}
	for _, list := range []functions{lists.generators, lists.transformers, lists.validators} {
		if len(list.others()) > 0 {
			return false
		}
	}
	for _, patch := range t.PatchList() {
		if !p.patch(t, patch) {
			return false
		}
	}
	return true
}

// plainKind matches a kind that is not a regular expression.
var plainKind = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z]+$`) })

// patch adds the kinds that a patch selects. It returns false if they are not known.
func (p *pruning) patch(t *Tree, patch types.Patch) bool {
	if patch.Target != nil {
		p.kinds[patch.Target.Kind] = true
		return plainKind().MatchString(patch.Target.Kind)
	}
	text := []byte(patch.Patch)
	if patch.Path != "" {
		var err error
		if text, err = p.composer.files.ReadFile(filepath.Join(t.Dir, patch.Path)); err != nil {
			return false
		}
	}
	known := true
	err := krm.EachDocument(bytes.NewReader(text), func(document *yaml.RNode) error {
		node := document.YNode()
		if node == nil || node.Kind != yaml.MappingNode || !plainKind().MatchString(document.GetKind()) {
			known = false
			return nil
		}
		p.kinds[document.GetKind()] = true
		return nil
	})
	return known && err == nil
}

// prune leaves out the resources of a tree, and reports whether nothing is left.
func (p *pruning) prune(t *Tree) bool {
	if empty, done := p.empty[t]; done {
		return empty
	}
	p.empty[t] = false // in a cycle
	if p.whole[t] {
		return false
	}
	empty := !t.Component()
	left := map[string]bool{}
	for _, base := range t.Bases {
		left[base.Dir] = !p.prune(base)
		empty = empty && !left[base.Dir]
	}
	for _, file := range t.Resources {
		left[file] = p.file(file)
		empty = empty && !left[file]
	}
	k := t.Kustomization
	empty = empty && len(k.Generators)+len(k.Transformers)+len(k.Validators)+len(k.Components)+len(t.PatchList()) == 0
	before := len(k.Resources)
	k.Resources = slices.DeleteFunc(k.Resources, func(entry string) bool {
		path := filepath.Join(t.Dir, entry)
		left, known := left[path]
		return known && !left
	})
	t.changed = t.changed || len(k.Resources) < before
	p.empty[t] = empty
	return empty
}

// file leaves out the documents of a file, and reports whether any is left.
func (p *pruning) file(path string) bool {
	files := p.composer.files
	if text, known := files.inMemory(path); known {
		return len(text) > 0
	}
	text, err := files.disk(path)
	if err != nil {
		return true
	}
	list, ok := verbatim.Documents(text, func(head verbatim.Head) bool { return p.kinds[head.Kind] || p.keep(head) })
	if !ok {
		return true
	}
	var kept [][]byte
	dropped := false
	for _, item := range list.Items {
		if text, same := list.Text(item); same && !verbatim.IsPlaceholder(item) {
			kept = append(kept, text)
		} else {
			dropped = true
		}
	}
	if dropped {
		files.hide(path, bytes.Join(kept, []byte("---\n")))
	}
	return len(kept) > 0
}
