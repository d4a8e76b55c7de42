package importer

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// placed replaces a node selector and tolerations with the placement that
// generates exactly these. Other selectors and tolerations, such as those of a
// taint with one value, remain.
func placed(fields tree) tree {
	for _, name := range slices.Sorted(maps.Keys(openshift.NodeRoles)) {
		role := openshift.NodeRoles[name]
		selector, tolerations := plainOf(role.NodeSelector()), plainOf(role.Tolerations)
		if !same(fields["nodeSelector"], selector) || !same(fields["tolerations"], tolerations) {
			continue
		}
		fields = maps.Clone(fields)
		delete(fields, "nodeSelector")
		delete(fields, "tolerations")
		fields["placement"] = name
		return fields
	}
	return fields
}

// placedPruner returns the spec of the ImagePruner with its placement. One without
// nodes of its own would otherwise run on the nodes of the registry.
func placedPruner(spec any) any {
	fields, ok := spec.(tree)
	if !ok {
		return spec
	}
	if empty(fields["nodeSelector"]) && empty(fields["tolerations"]) {
		fields = maps.Clone(fields)
		fields["placement"] = string(v1alpha1.PlacementOperatorDefault)
		return fields
	}
	return placed(fields)
}

// preferring replaces the affinity that antiAffinity: Preferred generates.
func preferring(fields tree) tree {
	if !reflect.DeepEqual(fields["affinity"], plainOf(resolve.PreferredAntiAffinity())) {
		return fields
	}
	fields = maps.Clone(fields)
	delete(fields, "affinity")
	fields["antiAffinity"] = string(v1alpha1.AntiAffinityPreferred)
	return fields
}

func same(a, b any) bool { return empty(a) && empty(b) || reflect.DeepEqual(a, b) }

// plainOf returns a value as encoding/json decodes it, nil if it cannot.
func plainOf(value any) any {
	var out any
	text, err := json.Marshal(value)
	if err != nil || json.Unmarshal(text, &out) != nil {
		return nil
	}
	return out
}
