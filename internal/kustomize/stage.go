package kustomize

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"

	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// stage is the replacement of one kustomization.
type stage struct {
	*Composer
	tree  *Tree
	count int
}

// replace hides the kustomization by another one.
func (s *stage) replace(k types.Kustomization) error {
	if k.GeneratorOptions == nil {
		k.GeneratorOptions = &types.GeneratorOptions{} // kustomize rejects an empty kustomization
	}
	text, err := json.Marshal(k) // JSON is YAML
	if err == nil {
		s.files.hide(s.tree.File, text)
	}
	return err
}

// file adds a file in memory to the folder of the kustomization, and returns its
// name.
func (s *stage) file(text []byte) string {
	s.count++
	name := fmt.Sprintf("registry-profile.stage-%d.yaml", s.count)
	s.files.hide(filepath.Join(s.tree.Dir, name), text)
	return name
}

// generate adds the objects of generators to the resources.
func (s *stage) generate(k *types.Kustomization, list functions) error {
	k.Generators = nil
	if err := list.oneCluster(); err != nil {
		return err
	}
	for _, f := range list {
		if !f.ours() {
			text, err := f.text()
			if err != nil {
				return err
			}
			k.Generators = append(k.Generators, text)
			continue
		}
		items, err := s.run(f, nil)
		if err != nil {
			return err
		}
		if err := s.add(k, items); err != nil {
			return err
		}
	}
	return nil
}

// add adds objects to the resources.
func (s *stage) add(k *types.Kustomization, items []*yaml.RNode) error {
	if len(items) == 0 {
		return nil
	}
	var text []byte
	for _, item := range items {
		document, err := item.String()
		if err != nil {
			return err
		}
		text = append(append(text, "---\n"...), document...)
	}
	k.Resources = append(slices.Clip(k.Resources), s.file(text))
	return nil
}

// components runs the transformers of components on what the kustomization has
// accumulated up to them.
func (s *stage) components(k *types.Kustomization) error {
	for i := 0; i < len(k.Components); i++ {
		path := k.Components[i]
		if !filepath.IsAbs(path) {
			path = filepath.Join(s.tree.Dir, path)
		}
		t := s.trees[absolute(path)]
		lists, err := s.functionsOf(t)
		if err != nil {
			return err
		}
		if !lists.transformers.run() && !lists.validators.run() {
			if nested := s.nested(t); nested != "" {
				return fmt.Errorf("%s: a profile or a policy in a component of a component is not supported; list it in the kustomization", nested)
			}
			continue
		}
		before := accumulated(*k)
		before.Components = k.Components[:i+1]
		after := *k
		after.Resources, after.Generators, after.ConfigMapGenerator, after.SecretGenerator = nil, nil, nil, nil
		after.Components = slices.Clone(k.Components[i+1:])
		items, err := s.compose(before)
		if err != nil {
			return err
		}
		if items, err = s.runAll(lists.transformers, items); err != nil {
			return err
		}
		if err := s.validate(lists.validators, items); err != nil {
			return err
		}
		if err := s.add(&after, items); err != nil {
			return err
		}
		*k, i = after, -1
	}
	return nil
}

// nested returns the file of a component below a component that runs profiles or
// policies on its surroundings.
func (s *stage) nested(t *Tree) string {
	for _, base := range t.Bases {
		if lists, err := s.functionsOf(base); base.Component() && err == nil && (lists.transformers.run() || lists.validators.run()) {
			return base.File
		}
		if file := s.nested(base); base.Component() && file != "" {
			return file
		}
	}
	return ""
}

// accumulated returns the part of a kustomization that precedes its components.
func accumulated(k types.Kustomization) types.Kustomization {
	return types.Kustomization{
		TypeMeta: k.TypeMeta, Resources: k.Resources, Generators: k.Generators,
		ConfigMapGenerator: k.ConfigMapGenerator, SecretGenerator: k.SecretGenerator, GeneratorOptions: k.GeneratorOptions,
		Configurations: k.Configurations, Crds: k.Crds, OpenAPI: k.OpenAPI,
	}
}

// transform replaces the kustomization by the result of its transformers and
// validators, in their order.
func (s *stage) transform(k types.Kustomization, lists lists) error {
	first := slices.IndexFunc(lists.transformers, function.ours)
	if first < 0 {
		first = len(lists.transformers)
	}
	var err error
	if k.Transformers, err = lists.transformers[:first].texts(); err != nil {
		return err
	}
	k.Validators = nil
	items, err := s.compose(k)
	if err != nil {
		return err
	}
	if items, err = s.runAll(lists.transformers[first:], items); err != nil {
		return err
	}
	if err := s.validate(lists.validators, items); err != nil {
		return err
	}
	result := types.Kustomization{TypeMeta: k.TypeMeta, SortOptions: k.SortOptions, BuildMetadata: k.BuildMetadata, OpenAPI: k.OpenAPI}
	if err := s.add(&result, items); err != nil {
		return err
	}
	return s.replace(result)
}

// runAll runs functions on objects, one after the other.
func (s *stage) runAll(list functions, items []*yaml.RNode) ([]*yaml.RNode, error) {
	for _, f := range list {
		var texts []string
		var err error
		if f.ours() {
			items, err = s.run(f, items)
		} else if texts, err = (functions{f}).texts(); err == nil {
			items, err = s.compose(types.Kustomization{Transformers: texts}, items...)
		}
		if err != nil {
			return nil, err
		}
	}
	return items, nil
}

// validate runs validators on objects. Like kustomize, it fails if a validator
// could change the objects.
func (s *stage) validate(list functions, items []*yaml.RNode) error {
	for _, f := range list {
		if !f.ours() {
			texts, err := (functions{f}).texts()
			if err == nil {
				_, err = s.compose(types.Kustomization{Validators: texts}, items...)
			}
			if err != nil {
				return err
			}
			continue
		}
		if output, err := f.config.GetString("spec.output"); f.config.GetKind() == v1alpha1.PolicyKind && (err != nil || output != v1alpha1.OutputNone) {
			return fmt.Errorf("%s: a policy under validators must not output its input; set spec.output to %s", f.file, v1alpha1.OutputNone)
		}
		if f.config.GetKind() == v1alpha1.Kind {
			return fmt.Errorf("%s: a validator must not change manifests; list the profile under generators or transformers", f.file)
		}
		if _, err := s.run(f, items); err != nil {
			return err
		}
	}
	return nil
}

// compose returns the objects of a kustomization in the folder of this one, with
// more objects.
func (s *stage) compose(k types.Kustomization, items ...*yaml.RNode) ([]*yaml.RNode, error) {
	if err := s.add(&k, items); err != nil {
		return nil, err
	}
	if err := s.replace(k); err != nil {
		return nil, err
	}
	return s.build(s.tree)
}
