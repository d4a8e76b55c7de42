package cmd

import (
	"maps"
	"slices"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/htmlreport"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
	"github.com/registry-profile/registry-profile/internal/plan"
)

// since returns the effects of the changes since base on the clusters without errors,
// and the other clusters with the reason why they are not compared.
func since(base string, now []htmlreport.Cluster, s Streams) ([]plan.Effect, []htmlreport.NotCompared, error) {
	before, err := clusters(base, pipeline.Function{Rules: pipeline.NoRules}, s)
	if err != nil {
		return nil, nil, err
	}
	const hasErrors = "has errors"
	var not []htmlreport.NotCompared
	after := map[string]planned{}
	unread := false // the name of a cluster is not known
	for _, c := range now {
		switch {
		case v1alpha1.HasErrors(c.Findings) || c.Profile == nil:
			not = append(not, htmlreport.NotCompared{Cluster: c.Name, Reason: hasErrors})
			unread = unread || c.Profile == nil
			if len(now) == 1 && len(before) == 1 { // its name may have changed
				clear(before)
			}
			delete(before, c.Name)
		default:
			after[c.Name] = planned{cluster: clusterOf(c.Name, c.Profile, openshift.Release{}), objects: c.Objects}
		}
	}
	if unread { // it would seem to be removed
		for _, name := range slices.Sorted(maps.Keys(before)) {
			if _, exists := after[name]; !exists {
				delete(before, name)
				not = append(not, htmlreport.NotCompared{Cluster: name, Reason: "removed, or in a source that cannot be read"})
			}
		}
	}
	if len(not) > 0 { // what remains is not one cluster with another name
		same := maps.Clone(before)
		maps.DeleteFunc(same, func(name string, _ planned) bool { _, exists := after[name]; return !exists })
		if len(same) == 0 {
			return append(compare(before, map[string]planned{}), compare(map[string]planned{}, after)...), not, nil
		}
	}
	return compare(before, after), not, nil
}
