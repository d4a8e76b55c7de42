package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// selection are the entries of a tree that a path requires.
type selection struct {
	tree  tree
	files map[string]entry
	links map[string]string // targets
	// targets are those of all links of the tree; nil if they have not been read.
	targets map[string]string
	// kustomizations are the files whose references have not been followed.
	kustomizations []entry
}

// add selects what is at a path, and what the kustomizations and links there refer to.
func (s *selection) add(name string) error {
	if err := s.at(name); err != nil {
		return err
	}
	for len(s.kustomizations) > 0 {
		now := s.kustomizations
		s.kustomizations = nil
		ids := make([]string, len(now))
		for i, k := range now {
			ids[i] = k.id
		}
		texts := make([][]byte, len(now))
		if err := eachBlob(ids, func(i int, text []byte) { texts[i] = text }); err != nil {
			return err
		}
		for i, k := range now {
			for _, reference := range references(texts[i]) {
				if err := s.refer(k, reference); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// refer selects what a kustomization refers to. Most of its texts are not paths.
func (s *selection) refer(k entry, reference string) error {
	full := path.Dir(k.name) + "/" + reference
	resolved, err := s.tree.resolve(full, s.follow)
	switch {
	case errors.Is(err, errOutside):
		return nil // kustomize reports it if it is a path
	case err != nil:
		return err
	case strings.HasPrefix(path.Dir(k.name)+"/", resolved+"/") || resolved == ".":
		return nil // kustomize rejects a folder that contains the kustomization
	}
	return s.at(full)
}

// at selects the entries at and below a path.
func (s *selection) at(name string) error {
	resolved, err := s.tree.resolve(name, s.follow)
	if errors.Is(err, errOutside) {
		return fmt.Errorf("%s: %w; specify a path in it", name, err)
	}
	if err != nil {
		return err
	}
	for parent := resolved; parent != "."; parent = path.Dir(parent) {
		if e, ok := s.tree.at(parent); ok && e.mode == modeSubmodule {
			return fmt.Errorf("%s is a submodule, whose files are not in the revision; run the command in the submodule", parent)
		}
	}
	entries := s.tree.below(resolved)
	if e, ok := s.tree.at(resolved); ok {
		entries = tree{e}
	}
	for _, e := range entries {
		if err := s.entry(e, resolved); err != nil {
			return err
		}
	}
	return nil
}

// entry selects an entry that is at or below a folder.
func (s *selection) entry(e entry, below string) error {
	if _, known := s.files[e.name]; known {
		return nil
	}
	if _, known := s.links[e.name]; known {
		return nil
	}
	switch e.mode {
	case modeSubmodule:
		if hidden(e.name, below) {
			return nil
		}
		return fmt.Errorf("%s is a submodule, whose files are not in the revision; specify a path without it", e.name)
	case modeLink:
		return s.link(e, below)
	}
	s.files[e.name] = e
	if kustomize.IsFile(e.name) {
		s.kustomizations = append(s.kustomizations, e)
	}
	return nil
}

// link selects a link and its target.
func (s *selection) link(e entry, below string) error {
	target, err := s.follow(e)
	if errors.Is(err, errOutside) {
		if hidden(e.name, below) || !mayBeRead(e.name) {
			return nil
		}
		return fmt.Errorf("%s: link to %s, %w, whose content is not in the revision; specify a path without the link", e.name, target, err)
	}
	if err != nil {
		return err
	}
	resolved, err := s.tree.resolve(e.name, s.follow)
	if err != nil {
		return err
	}
	if file, ok := s.tree.at(resolved); ok && kustomize.IsFile(e.name) && file.mode != modeLink {
		s.kustomizations = append(s.kustomizations, entry{name: e.name, mode: file.mode, id: file.id})
	}
	if resolved == e.name || strings.HasPrefix(e.name, resolved+"/") {
		return nil // a cycle, or a folder around the link
	}
	return s.at(resolved)
}

// follow selects a link, and returns its target. It fails with errOutside if the
// target is outside of the repository.
func (s *selection) follow(e entry) (string, error) {
	if target, known := s.links[e.name]; known {
		return target, nil
	}
	if err := s.readLinks(); err != nil {
		return "", err
	}
	target := s.targets[e.name]
	if path.IsAbs(target) {
		return target, errOutside
	}
	s.links[e.name] = target // also for a link to itself
	if _, err := s.tree.resolve(path.Dir(e.name)+"/"+target, s.follow); err != nil {
		delete(s.links, e.name)
		return target, err
	}
	return target, nil
}

// readLinks reads the targets of all links of the tree, with one process.
func (s *selection) readLinks() error {
	if s.targets != nil {
		return nil
	}
	s.targets = map[string]string{}
	var names, ids []string
	for _, e := range s.tree {
		if e.mode == modeLink {
			names, ids = append(names, e.name), append(ids, e.id)
		}
	}
	return eachBlob(ids, func(i int, text []byte) { s.targets[names[i]] = string(text) })
}

// hidden reports whether an entry is in a hidden folder, which is not searched.
func hidden(name, below string) bool {
	inside := name
	if below != "." {
		inside = strings.TrimPrefix(strings.TrimPrefix(name, below), "/")
	}
	parts := strings.Split(inside, "/")
	return slices.ContainsFunc(parts, func(part string) bool { return strings.HasPrefix(part, ".") })
}

// mayBeRead reports whether a link can be one to a folder or to YAML.
func mayBeRead(name string) bool {
	return slices.Contains([]string{"", ".yaml", ".yml", ".json"}, path.Ext(name))
}

// references returns the texts of a kustomization that can be paths outside of its
// folder. Files inside of it are selected with the folder.
func references(text []byte) []string {
	var found []string
	add := func(value string) {
		if value != "" && len(value) < 4096 && !strings.ContainsAny(value, "\n\x00") && !path.IsAbs(value) && !strings.Contains(value, "://") {
			found = append(found, value)
		}
	}
	// The composition reports documents that are not valid YAML.
	_ = krm.EachDocument(bytes.NewReader(text), func(document *yaml.RNode) error {
		each(document.YNode(), func(value string) {
			add(value)
			if _, file, named := strings.Cut(value, "="); named {
				add(file)
			}
		})
		return nil
	})
	return found
}

// each calls do with all scalars of a node, without following aliases: their anchors
// are in the same document.
func each(node *yaml.Node, do func(string)) {
	if node == nil {
		return
	}
	if node.Kind == yaml.ScalarNode {
		do(node.Value)
	}
	for _, child := range node.Content {
		each(child, do)
	}
}
