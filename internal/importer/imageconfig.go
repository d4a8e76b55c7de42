package importer

import (
	"strings"

	"github.com/registry-profile/registry-profile/internal/desired"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// imageConfig returns spec.imageConfig with the fields of image.config. A list with
// an entry that a profile rejects is left out as a whole later: without it, the
// profile is as close to the cluster as with the other entries.
func (s state) imageConfig() tree {
	spec := at(s.one(openshift.Image, "", openshift.ClusterName), "spec")
	fields := tree{}
	for _, path := range desired.ImageConfigFields {
		parent, key := fields, path
		if section, below, nested := strings.Cut(path, "."); nested {
			if fields[section] == nil {
				fields[section] = tree{}
			}
			parent, key = fields[section].(tree), below
		}
		parent[key] = at(spec, strings.Split(path, ".")...)
	}
	return fields
}
