package kustomize

import (
	"fmt"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// Composer composes kustomizations. Each kustomization is read once, and the
// functions of each run once. Compose is safe for concurrent use.
type Composer struct {
	// Function runs the profiles and policies that kustomizations list.
	Function pipeline.Function
	// Exec allows kustomizations to run other functions. A kustomization can then
	// run any program.
	Exec bool
	// Confined restricts kustomizations and the configurations of functions to files
	// in or below the folder of the kustomization, as kustomize does by default. All
	// other files are always restricted to it.
	Confined bool
	// Known reports whether the caller has found a file at an absolute path; nil if
	// the caller has found none.
	Known func(path string) bool
	// Concurrent allows builds at the same time. The first one then takes longer,
	// because it reads the schemas of all kinds.
	Concurrent bool

	mutex  sync.Mutex // protects all fields below
	files  *layered
	trees  map[string]*Tree
	failed map[string]error
	ran    map[string][]Ran // by folder
}

// NewComposer returns a Composer for the files on the disk.
func NewComposer(f pipeline.Function) *Composer {
	return &Composer{Function: f, files: onDisk(), trees: map[string]*Tree{}, failed: map[string]error{}, ran: map[string][]Ran{}}
}

// Composition is the result of a kustomization.
type Composition struct {
	Objects []*yaml.RNode
	// Ran lists the functions of the kustomization and of its bases.
	Ran []Ran
}

// Compose returns the objects of the kustomization in a folder, as `kustomize
// build` returns them. It fails with NotAllowed if a kustomization requires what
// this process must not do, and with Failed if a profile or a policy fails.
func (c *Composer) Compose(dir string) (*Composition, error) {
	c.mutex.Lock()
	t, err := c.prepare(dir)
	composition := &Composition{}
	if err == nil {
		t.Each(func(t *Tree) { composition.Ran = append(composition.Ran, c.ran[t.Dir]...) })
	}
	c.mutex.Unlock()
	if err != nil {
		return nil, err
	}
	composition.Objects, err = c.build(t)
	return composition, err
}

// prepare reads a kustomization, and runs its functions.
func (c *Composer) prepare(dir string) (*Tree, error) {
	t := c.tree(dir, nil)
	if t == nil {
		return nil, fmt.Errorf("%s does not contain a kustomization", dir)
	}
	if t.Component() {
		return nil, fmt.Errorf("%s: a Component can only be composed as a part of a kustomization", t.File)
	}
	if err := t.FirstErr(); err != nil {
		return nil, err
	}
	return t, c.stage(t)
}

// Check returns why a kustomization cannot be composed, as far as its files say.
func (c *Composer) Check(t *Tree) error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if err := t.FirstErr(); err != nil {
		return err
	}
	var first error
	t.Each(func(t *Tree) {
		if _, err := c.functionsOf(t); first == nil {
			first = err
		}
	})
	return first
}

// stage replaces each kustomization of a tree that runs profiles or policies by
// one that lists their results. Kustomize itself can only run programs.
func (c *Composer) stage(t *Tree) error {
	if t.staged {
		return c.failed[t.Dir]
	}
	t.staged = true
	err := c.stageAll(t)
	if err != nil {
		c.failed[t.Dir] = err
	}
	return err
}

func (c *Composer) stageAll(t *Tree) error {
	for _, base := range t.Bases {
		if err := c.stage(base); err != nil {
			return err
		}
	}
	lists, err := c.functionsOf(t)
	if err != nil {
		return err
	}
	k := *t.Kustomization
	s := &stage{Composer: c, tree: t}
	if lists.generators.run() {
		if err := s.generate(&k, lists.generators); err != nil {
			return err
		}
	}
	if !t.Component() {
		if err := s.components(&k); err != nil {
			return err
		}
		if lists.transformers.run() || lists.validators.run() {
			return s.transform(k, lists)
		}
	} else if lists.transformers.run() || lists.validators.run() {
		// The kustomization that includes the component runs them.
		k.Transformers, k.Validators, s.count = nil, nil, s.count+1
		if rest := append(lists.transformers.others(), lists.validators.others()...); len(rest) > 0 {
			return fmt.Errorf("%s: a component cannot run other functions beside a profile or a policy; list them in the kustomization", t.File)
		}
	}
	if s.count > 0 || t.changed {
		return s.replace(k)
	}
	return nil
}
