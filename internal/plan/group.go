package plan

import (
	"cmp"
	"slices"
)

// Group is an effect that several clusters have in common.
type Group struct {
	Effect
	// Clusters on which the effect occurs, sorted.
	Clusters []string
	// Values of the field on each cluster, in the order of Clusters; nil if they are
	// equal everywhere. Old and New of the effect are then nil.
	Values []Values
}

// Values are the values of a field before and after a change.
type Values struct{ Old, New any }

// Groups returns effects grouped by what happens: equal effects of several clusters
// are one group, even if the values of the field differ. The most severe groups come
// first, and of those with one level the ones with the most clusters.
func Groups(effects []Effect) []Group {
	type key struct{ level, object, field, text, command string }
	at := map[key]int{}
	var groups []Group
	for _, e := range effects {
		k := key{string(e.Level), e.Object, e.Field, e.Text, e.Command}
		i, known := at[k]
		if !known {
			i = len(groups)
			at[k] = i
			groups = append(groups, Group{Effect: e})
		}
		groups[i].Clusters = append(groups[i].Clusters, e.Cluster)
		groups[i].Values = append(groups[i].Values, Values{e.Old, e.New})
	}
	for i := range groups {
		groups[i].fold()
	}
	order := []Level{Loss, Warning, Info}
	slices.SortStableFunc(groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Level), slices.Index(order, b.Level)), cmp.Compare(len(b.Clusters), len(a.Clusters)))
	})
	return groups
}

// fold removes the values of the clusters if they are equal, or else those of the
// effect.
func (g *Group) fold() {
	first := show(g.Values[0])
	for _, v := range g.Values {
		if show(v) != first {
			g.Old, g.New = nil, nil
			return
		}
	}
	g.Values = nil
}
