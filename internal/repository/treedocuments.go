package repository

import (
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// tree returns how to find the documents of a kustomization.
func (r *reader) tree(t *kustomize.Tree) *tree {
	return &tree{shown: r.show, root: t, composer: r.composer, mutex: &r.locating, load: func() []treeDocument {
		var found []treeDocument
		t.Each(func(t *kustomize.Tree) { found = append(found, r.documents(t)...) })
		return found
	}}
}

// documents returns the documents of one kustomization: the last patch first,
// because it has precedence.
func (r *reader) documents(t *kustomize.Tree) []treeDocument {
	if t.Kustomization == nil {
		return nil
	}
	var found []treeDocument
	add := func(file string, p parsed, target *types.Selector, patch bool) {
		for _, document := range p.documents {
			found = append(found, treeDocument{source{file: r.show(file), node: document.YNode(), patch: patch}, target})
		}
	}
	for _, patch := range slices.Backward(t.PatchList()) {
		if patch.Path != "" {
			file := filepath.Join(t.Dir, patch.Path)
			add(file, r.parsed(file), patch.Target, true)
		} else {
			add(t.File, r.inline(t, patch.Patch), patch.Target, true)
		}
	}
	for _, file := range slices.Concat(t.Resources, t.Functions) {
		add(file, r.parsed(file), nil, false)
	}
	for _, entry := range slices.Concat(t.Kustomization.Generators, t.Kustomization.Transformers) {
		if strings.Contains(entry, "\n") {
			add(t.File, r.inline(t, entry), nil, false)
		}
	}
	return found
}

// inline returns the documents of a text in a kustomization, with their lines in
// the file.
func (r *reader) inline(t *kustomize.Tree, text string) parsed {
	p := parseText([]byte(text), all)
	first := textLine(r.parsed(t.File), text)
	for _, document := range p.documents {
		shift(document.YNode(), first)
	}
	return p
}

// textLine returns the line before the first line of a text in a file.
func textLine(p parsed, text string) int {
	for _, document := range p.documents {
		if node := scalar(document.YNode(), text); node != nil {
			if node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
				return node.Line
			}
			return node.Line - 1
		}
	}
	return 0
}

// scalar returns the scalar with a value.
func scalar(node *yaml.Node, value string) *yaml.Node {
	if node.Kind == yaml.ScalarNode && node.Value == value {
		return node
	}
	for _, child := range node.Content {
		if found := scalar(child, value); found != nil {
			return found
		}
	}
	return nil
}
