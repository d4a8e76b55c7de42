package repository

import (
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// Shares reports whether two clusters have an object from one kustomization that
// gives it its name: both then use the object of one cluster.
func (c *Cluster) Shares(other *Cluster, object *yaml.RNode) bool {
	if c.tree == nil || other.tree == nil {
		return false
	}
	shared := map[*kustomize.Tree]bool{}
	c.tree.root.Each(func(t *kustomize.Tree) { shared[t] = true })
	found := false
	other.tree.root.Each(func(t *kustomize.Tree) {
		if found || !shared[t] || t.Component() {
			return
		}
		composition, err := c.tree.composer.Compose(t.Dir)
		found = err == nil && slices.ContainsFunc(composition.Objects, func(o *yaml.RNode) bool {
			return o.GetKind() == object.GetKind() && o.GetName() == object.GetName()
		})
	})
	return found
}
