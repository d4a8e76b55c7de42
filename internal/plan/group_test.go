package plan_test

import (
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
