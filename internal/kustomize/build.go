package kustomize

import (
	"fmt"
	"sync"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/budget"
)

// The library keeps the schemas of all kinds in global variables, which it reads
// without a lock. Builds can run at the same time only while the schemas do not
// change: they are the built-in ones, and have been read.
var (
	schemas      sync.RWMutex
	schemasKnown bool
)

// build returns the objects of a kustomization that has been staged. The library
// panics on some malformed objects; build returns that as an error.
func (c *Composer) build(t *Tree) (objects []*yaml.RNode, err error) {
	defer func() {
		if failure := recover(); failure != nil {
			objects, err = nil, fmt.Errorf("%s: kustomize cannot read the objects: %v", t.File, failure)
		}
		err = withoutContent(err)
	}()
	own := false
	t.Each(func(t *Tree) { own = own || t.Kustomization != nil && len(t.Kustomization.OpenAPI) > 0 })
	switch {
	case own:
		schemas.Lock()
		defer schemas.Unlock()
		defer func() {
			openapi.ResetOpenAPI()
			schemasKnown = false
		}()
	case c.Concurrent:
		lockRead()
		defer schemas.RUnlock()
	default: // without the time to read all schemas
		schemas.Lock()
		defer schemas.Unlock()
	}
	options := krusty.MakeDefaultOptions()
	if c.Exec {
		options.PluginConfig = types.EnabledPluginConfig(types.BploUseStaticallyLinked)
		options.PluginConfig.FnpLoadingOptions.EnableExec = true
	}
	defer budget.Build(t.File, budget.Time)()
	files := &counted{layered: c.files, what: t.File}
	resources, err := krusty.MakeKustomizer(options).Run(files, t.Dir)
	if err != nil {
		if files.err != nil {
			return nil, files.err // kustomize reports it with that of another attempt
		}
		return nil, err
	}
	for _, r := range resources.Resources() {
		objects = append(objects, &r.RNode)
	}
	return objects, nil
}

// lockRead locks the schemas for reading. The library has read the built-in ones
// then.
func lockRead() {
	for schemas.RLock(); !schemasKnown; schemas.RLock() {
		schemas.RUnlock()
		schemas.Lock()
		openapi.Schema()
		schemasKnown = true
		schemas.Unlock()
	}
}
