package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/registry-profile/registry-profile/internal/printable"
)

// Group is an effect that several clusters have in common.
type Group struct {
	Effect
	// Clusters on which the effect occurs, sorted.
	Clusters []string
	// Values of the field on each cluster, in the order of Clusters; nil if they are
	// equal everywhere. Old and New of the effect are then nil.
	Values []Values
	// Commands are those of each cluster, in the order of Clusters; nil if they are
	// equal everywhere. Command of the effect is then empty.
	Commands []string
}

// Values are the values of a field before and after a change.
type Values struct{ Old, New any }

// Groups returns effects grouped by what happens: equal effects of several clusters
// are one group, even if the values of the field or the commands differ. The most severe groups come
// first, and of those with one level the ones with the most clusters.
func Groups(effects []Effect) []Group {
	type key struct{ level, object, field, text string }
	at := map[key]int{}
	var groups []Group
	for _, e := range effects {
		k := key{string(e.Level), e.Object, e.Field, e.Text}
		i, known := at[k]
		if !known {
			i = len(groups)
			at[k] = i
			groups = append(groups, Group{Effect: e})
		}
		groups[i].Clusters = append(groups[i].Clusters, e.Cluster)
		groups[i].Values = append(groups[i].Values, Values{e.Old, e.New})
		groups[i].Commands = append(groups[i].Commands, e.Command)
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

// CommandText returns the commands of the group, each after a comment with the names
// of its clusters if they differ. It contains at most limit commands unless limit is 0.
func (g Group) CommandText(limit int) string {
	if g.Commands == nil {
		return g.Command
	}
	names := map[string][]string{}
	var commands, lines []string
	for i, command := range g.Commands {
		if names[command] == nil && command != "" {
			commands = append(commands, command)
		}
		names[command] = append(names[command], g.Clusters[i])
	}
	for i, command := range commands {
		if i == limit && limit > 0 {
			lines = append(lines, "# and "+count(len(commands)-i, "other command"))
			break
		}
		lines = append(lines, "# "+listed(names[command], false, printable.Line), command)
	}
	return strings.Join(lines, "\n")
}

// fold removes the values and the commands of the clusters if they are equal, or else
// those of the effect.
func (g *Group) fold() {
	if len(slices.Compact(slices.Clone(g.Commands))) == 1 {
		g.Commands = nil
	} else {
		g.Command = ""
	}
	first := show(g.Values[0])
	for _, v := range g.Values {
		if show(v) != first {
			g.Old, g.New = nil, nil
			return
		}
	}
	g.Values = nil
}
