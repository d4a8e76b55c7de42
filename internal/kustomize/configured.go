package kustomize

import (
	"errors"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Configured is the configuration of a function that a kustomization lists.
type Configured struct {
	// List is generators, transformers or validators.
	List string
	// File of the configuration; that of the kustomization for an inline one, and the
	// folder for one that is composed.
	File string
	// Config is the configuration.
	Config *yaml.RNode
}

// Configured returns the configurations of all functions of a kustomization, without
// its bases. The error joins those of the entries that cannot be read or composed.
func (c *Composer) Configured(t *Tree) ([]Configured, error) {
	if t.Kustomization == nil {
		return nil, nil
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	var all []Configured
	var errs []error
	k := t.Kustomization
	for _, list := range []struct {
		name    string
		entries []string
	}{{"generators", k.Generators}, {"transformers", k.Transformers}, {"validators", k.Validators}} {
		for _, entry := range list.entries {
			from, nodes, err := c.configs(t, entry)
			errs = append(errs, err)
			for _, node := range nodes {
				all = append(all, Configured{List: list.name, File: from.file, Config: node})
			}
		}
	}
	return all, errors.Join(errs...)
}
