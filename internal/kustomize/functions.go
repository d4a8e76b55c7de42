package kustomize

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// Ran is a profile or a policy that a kustomization ran.
type Ran struct {
	// File of the configuration; that of the kustomization for an inline one.
	File string
	// Config is the profile or the policy.
	Config *yaml.RNode
	// Written reports whether Config is a document of File, with its lines.
	Written bool
	// Before are the objects that the profile changed, as they were before the run.
	Before []*yaml.RNode
	// Diagnostics of the run, without errors.
	Diagnostics []v1alpha1.Diagnostic
}

// function is an entry in generators, transformers or validators of a
// kustomization.
type function struct {
	config  *yaml.RNode
	file    string
	written bool // in the file, with its lines
}

// text returns the configuration as an inline entry of a kustomization.
func (f function) text() (string, error) {
	text, err := krm.Document(f.config)
	if err != nil {
		err = fmt.Errorf("%s: %w", f.file, err)
	}
	return string(text), err
}

// ours reports whether this program is the function, in any version of its API:
// the function reports an unknown version.
func (f function) ours() bool {
	return openshift.GroupOf(f.config.GetApiVersion()) == v1alpha1.Group
}

type functions []function

// run reports whether the list contains a function of this program.
func (list functions) run() bool { return slices.ContainsFunc(list, function.ours) }

// others returns the functions of other programs.
func (list functions) others() functions {
	return slices.DeleteFunc(slices.Clone(list), function.ours)
}

// oneCluster returns an error if two profiles generate the Config of one cluster. The
// manifests of profiles on a hub cluster are separate objects.
func (list functions) oneCluster() error {
	var first *function
	for i, f := range list {
		tool, _ := f.config.GetString("spec.delivery.tool")
		if !f.ours() || f.config.GetKind() != v1alpha1.Kind || resolve.OnHub(tool) {
			continue
		}
		if first == nil {
			first = &list[i]
			continue
		}
		d := v1alpha1.Diagnostic{Severity: v1alpha1.SeverityError, Field: "metadata.name"}.On(f.config)
		if f.written {
			d.Line = f.config.YNode().Line
		}
		d.Message = fmt.Sprintf("the kustomization also runs %s, and both profiles generate Config/cluster; write a kustomization for each cluster", first.place())
		return &Failed{File: f.file, Diagnostics: []v1alpha1.Diagnostic{d}}
	}
	return nil
}

// place returns the name of the configuration, and where it is written.
func (f function) place() string {
	where := filepath.Base(f.file)
	if line := f.config.YNode().Line; f.written && line > 0 {
		where = fmt.Sprintf("%s:%d", where, line)
	}
	return v1alpha1.ObjectName(f.config) + " in " + where
}

func (list functions) texts() ([]string, error) {
	var texts []string
	for _, f := range list {
		text, err := f.text()
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// lists contains the functions of a kustomization.
type lists struct{ generators, transformers, validators functions }

// functionsOf reads the functions of a kustomization. It fails if one of them
// would run a program, unless the caller allows that.
func (c *Composer) functionsOf(t *Tree) (lists, error) {
	if t.lists == nil {
		l, err := c.readFunctions(t)
		t.lists, t.listsErr = &l, err
	}
	return *t.lists, t.listsErr
}

func (c *Composer) readFunctions(t *Tree) (lists, error) {
	var l lists
	k := t.Kustomization
	for _, part := range []struct {
		entries []string
		to      *functions
	}{{k.Generators, &l.generators}, {k.Transformers, &l.transformers}, {k.Validators, &l.validators}} {
		for _, entry := range part.entries {
			some, err := c.functions(t, entry)
			if refused := (*NotAllowed)(nil); errors.As(err, &refused) {
				refused.Adds = part.to == &l.generators
			}
			if err != nil {
				return l, err
			}
			*part.to = append(*part.to, some...)
		}
	}
	return l, nil
}

// functions reads the configurations of an entry: YAML text, a file or a
// kustomization.
func (c *Composer) functions(t *Tree, entry string) (functions, error) {
	from, nodes, err := c.configs(t, entry)
	if err != nil {
		return nil, err
	}
	var list functions
	for _, node := range nodes {
		f := from
		f.config = node
		if node.GetApiVersion() == "v1" && node.GetAnnotations()[openshift.FunctionAnnotation] == "" {
			return nil, fmt.Errorf("%s: %s is not a function, and kustomize fails on it; remove it from the folder, or after its last use with a component that patches it with $patch: delete",
				f.file, v1alpha1.ObjectName(node))
		}
		if err := c.allowed(f); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

// configs returns the configurations of an entry, and where they are written.
func (c *Composer) configs(t *Tree, entry string) (function, []*yaml.RNode, error) {
	if inline(entry) {
		if err := limit(t.File, []byte(entry)); err != nil {
			return function{}, nil, err
		}
		nodes, err := krm.ReadDocuments([]byte(entry))
		if err != nil {
			err = fmt.Errorf("%s: %w", t.File, err)
		}
		return function{file: t.File}, nodes, err
	}
	path := filepath.Join(t.Dir, entry)
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		objects, err := c.composeConfigs(t, entry, path)
		return function{file: path}, objects, err
	}
	if err := c.confine(t, path, entry); err != nil {
		return function{}, nil, err
	}
	text, err := c.files.ReadFile(path)
	if err != nil {
		return function{}, nil, err
	}
	nodes, err := krm.ReadDocuments(text)
	if err != nil {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return function{file: path, written: true}, nodes, err
}

// run runs a profile or a policy on objects.
func (s *stage) run(f function, items []*yaml.RNode) ([]*yaml.RNode, error) {
	rl := &krm.ResourceList{Items: items, FunctionConfig: f.config.Copy()}
	ok := s.Function.Run(rl)
	for i := range rl.Diagnostics {
		if rl.Diagnostics[i].File == "" {
			rl.Diagnostics[i].File = f.file
		}
	}
	if !ok {
		return nil, &Failed{File: f.file, Diagnostics: rl.Diagnostics}
	}
	s.ran[s.tree.Dir] = append(s.ran[s.tree.Dir], Ran{File: f.file, Config: f.config, Written: f.written, Before: changed(items, rl.Items), Diagnostics: rl.Diagnostics})
	if f.config.GetKind() == v1alpha1.PolicyKind {
		return items, nil
	}
	return rl.Items, nil
}

// changed returns the objects that a function has replaced by changed copies.
func changed(before, after []*yaml.RNode) []*yaml.RNode {
	kept := map[*yaml.RNode]bool{}
	for _, item := range after {
		kept[item] = true
	}
	return slices.DeleteFunc(slices.Clone(before), func(item *yaml.RNode) bool { return kept[item] })
}
