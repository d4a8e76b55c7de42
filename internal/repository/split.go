package repository

import (
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/provenance"
)

// split returns one cluster for each file of a folder if two files contain the same
// object: the files then belong to different clusters, or are alternatives. A policy
// applies to the objects of its file, or to all if its file contains no objects.
func (c *Cluster) split() []*Cluster {
	files := map[string]string{} // of objects
	several := false
	for _, object := range c.Objects {
		id, file := provenance.IDOf(object)+" "+openshift.GroupOf(object.GetApiVersion()), c.sources[object][0].file
		if object.GetName() == "" {
			continue
		}
		if other, known := files[id]; known && other != file {
			several = true
		}
		files[id] = file
	}
	if !several {
		return []*Cluster{c}
	}
	var all []*Cluster
	of := func(object *yaml.RNode) *Cluster {
		file := c.sources[object][0].file
		i := slices.IndexFunc(all, func(c *Cluster) bool { return c.Path == file })
		if i < 0 {
			i = len(all)
			all = append(all, &Cluster{Path: file, sources: c.sources})
		}
		return all[i]
	}
	for _, object := range c.Objects {
		part := of(object)
		part.Objects = append(part.Objects, object)
	}
	for _, profile := range c.Profiles {
		part := of(profile)
		part.Profiles = append(part.Profiles, profile)
	}
	for _, policy := range c.Policies {
		file := c.sources[policy][0].file
		own := slices.ContainsFunc(all, func(c *Cluster) bool { return c.Path == file })
		for _, part := range all {
			if !own || part.Path == file {
				part.Policies = append(part.Policies, policy)
			}
		}
	}
	return all
}
