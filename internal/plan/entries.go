package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// levels are the levels in the order of a report.
var levels = []Level{Loss, Warning, Info}

// entries returns the groups of a report: the most severe first, then those of the
// most clusters, and groups of the same clusters beside each other. The changes of
// annotations and labels of a cluster are one group.
func entries(effects []Effect, verbose bool) []Group {
	shown := effects
	if !verbose {
		shown = withoutMetadata(effects)
	}
	groups := Groups(shown)
	keys := map[string]string{}
	for _, g := range groups {
		keys[g.key()] = strings.Join(g.Clusters, "\n")
	}
	slices.SortStableFunc(groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(slices.Index(levels, a.Level), slices.Index(levels, b.Level)),
			cmp.Compare(len(b.Clusters), len(a.Clusters)), cmp.Compare(keys[a.key()], keys[b.key()]))
	})
	return groups
}

func (g Group) key() string {
	return strings.Join([]string{string(g.Level), g.Object, g.Field, g.Text}, "\n")
}

// withoutMetadata replaces several changes of annotations and labels of a cluster
// with one effect.
func withoutMetadata(effects []Effect) []Effect {
	objects := map[string]map[string]bool{}
	number := map[string]int{}
	for _, e := range effects {
		if e.metadata() {
			if objects[e.Cluster] == nil {
				objects[e.Cluster] = map[string]bool{}
			}
			objects[e.Cluster][e.Object] = true
			number[e.Cluster]++
		}
	}
	written := map[string]bool{}
	var all []Effect
	for _, e := range effects {
		if !e.metadata() || number[e.Cluster] == 1 {
			all = append(all, e)
			continue
		}
		if written[e.Cluster] {
			continue
		}
		written[e.Cluster] = true
		names := slices.Sorted(maps.Keys(objects[e.Cluster]))
		text := fmt.Sprintf("annotations and labels change (%d)", number[e.Cluster])
		if len(names) > 1 {
			text += ", also those of " + listed(names[1:], false, func(name string) string { return name })
		}
		all = append(all, Effect{Cluster: e.Cluster, Level: Info, Object: names[0], Field: "metadata", Text: text})
	}
	return all
}

// alternatives returns the different values of a group, the most frequent first, each
// with its clusters.
func (g Group) alternatives() []Group {
	at := map[string]int{}
	var all []Group
	for i, v := range g.Values {
		key := show(v)
		j, known := at[key]
		if !known {
			j = len(all)
			at[key] = j
			all = append(all, Group{Effect: Effect{Old: v.Old, New: v.New}})
		}
		all[j].Clusters = append(all[j].Clusters, g.Clusters[i])
	}
	slices.SortStableFunc(all, func(a, b Group) int { return cmp.Compare(len(b.Clusters), len(a.Clusters)) })
	return all
}
