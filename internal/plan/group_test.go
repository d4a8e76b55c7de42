package plan_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/plan"
)

func TestGroups(t *testing.T) {
	effect := func(cluster string, level plan.Level, field string, old, now any) plan.Effect {
		return plan.Effect{Cluster: cluster, Level: level, Object: "Config/cluster", Field: field, Old: old, New: now, Text: "changes"}
	}
	groups := plan.Groups([]plan.Effect{
		effect("a", plan.Info, "spec.readOnly", false, true),
		effect("a", plan.Info, "spec.replicas", 2, 3),
		effect("a", plan.Warning, "spec.storage", nil, nil),
		effect("b", plan.Info, "spec.replicas", 2, 3),
		effect("c", plan.Loss, "spec.storage", nil, nil),
		effect("c", plan.Info, "spec.replicas", 2, 4),
	})
	require.Len(t, groups, 4)
	assert.Equal(t, plan.Loss, groups[0].Level)
	assert.Equal(t, plan.Warning, groups[1].Level)
	assert.Equal(t, []string{"a", "b", "c"}, groups[2].Clusters, "most clusters first")
	assert.Equal(t, []plan.Values{{Old: 2, New: 3}, {Old: 2, New: 3}, {Old: 2, New: 4}}, groups[2].Values)
	assert.Nil(t, groups[2].New, "the values differ")
	assert.Equal(t, true, groups[3].New)
	assert.Nil(t, groups[3].Values, "one value")
	assert.Empty(t, plan.Groups(nil))
}

// TestCommands checks that effects with different commands are one group.
func TestCommands(t *testing.T) {
	effects := []plan.Effect{
		{Cluster: "a", Level: plan.Warning, Object: "Config/cluster", Text: "run", Command: "oc patch a"},
		{Cluster: "b", Level: plan.Warning, Object: "Config/cluster", Text: "run", Command: "oc patch b"},
		{Cluster: "c", Level: plan.Warning, Object: "Config/cluster", Text: "run", Command: "oc patch a"},
	}
	groups := plan.Groups(effects)
	require.Len(t, groups, 1)
	assert.Equal(t, "# a, c\noc patch a\n# b\noc patch b", groups[0].CommandText(0))
	assert.Equal(t, "# a, c\noc patch a\n# and 1 other command", groups[0].CommandText(1))
	assert.Equal(t, "oc patch a", plan.Groups(effects[:1])[0].CommandText(0))
	assert.Contains(t, output(t, "text", plan.Report{Effects: effects}, plan.Style{}), "\n    # b\n    oc patch b\n")
	assert.Contains(t, output(t, "markdown", plan.Report{Effects: effects}, plan.Style{}), "\n  # b\n  oc patch b\n")
}

// TestLongValues checks that different long values do not look equal, and that no format
// passes characters that change the direction of the text.
func TestLongValues(t *testing.T) {
	long := strings.Repeat("x", 300)
	value := func(old, now string) []plan.Effect {
		return []plan.Effect{{Cluster: "a", Level: plan.Warning, Object: "Config/cluster", Field: "data.a", Old: old, New: now, Text: "changes \u202e", Command: "run \u202e"}}
	}
	for _, format := range plan.FormatNames() {
		assert.NotContains(t, output(t, format, plan.Report{Effects: value("\u202ea", "b")}, plan.Style{}), "\u202e", format)
	}
	text := output(t, "text", plan.Report{Effects: value(long+"a", long+"b")}, plan.Style{})
	assert.Contains(t, text, `xa" → …`)
	assert.Contains(t, text, `xb":`)
	assert.Contains(t, output(t, "markdown", plan.Report{Effects: value(long, long+"\n")}, plan.Style{}), "only in white space")
}

// TestConclusion checks the last line about running clusters, and that changes of
// annotations are counted.
func TestConclusion(t *testing.T) {
	effects := []plan.Effect{
		{Cluster: "a", Level: plan.Info, Object: "Config/cluster", Field: "metadata.labels.a", Text: "is set"},
		{Cluster: "b", Level: plan.Info, Object: "Config/cluster", Field: "spec.replicas", Text: "is set"},
	}
	r := plan.Report{Effects: effects, Clusters: 3, Live: true}
	assert.Equal(t, plan.Totals{Clusters: 3, Changed: 2, Metadata: 1}, r.Totals())
	for _, format := range []string{"text", "markdown"} {
		assert.True(t, strings.HasSuffix(output(t, format, r, plan.Style{}), "\n1 of 3 clusters do not match Git.\n"), format)
	}
	assert.Contains(t, output(t, "text", r, plan.Style{}), "changed: 2, of these only annotations and labels: 1, ")
	assert.Contains(t, output(t, "text", plan.Report{Effects: effects[1:], Live: true}, plan.Style{}), "The cluster does not match Git.")
	assert.NotContains(t, output(t, "text", plan.Report{Effects: effects}, plan.Style{}), "match Git")
}
