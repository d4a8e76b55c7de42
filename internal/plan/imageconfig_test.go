package plan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/plan"
)

// TestExclusive checks lists of image.config that exclude each other.
func TestExclusive(t *testing.T) {
	const allowed, blocked = "Image {registrySources: {allowedRegistries: [a]}}", "Image {registrySources: {blockedRegistries: [b]}}"
	const both = "Image {registrySources: {allowedRegistries: [a], blockedRegistries: [b]}}"
	compare := func(version string, live *plan.Live, before, after string) []plan.Effect {
		c := plan.Cluster{Name: "prod", Live: live}
		if version != "" {
			c.Release = release(version)
		}
		return plan.Compare(c, manifests(t, before), manifests(t, after))
	}
	for version, contains := range map[string]string{"4.18": "API server rejects", "4.17": "Degraded", "": "From OpenShift 4.18 on"} {
		effects := compare(version, &plan.Live{}, allowed, blocked)
		require.Len(t, effects, 1)
		assert.Equal(t, plan.Warning, effects[0].Level)
		assert.Equal(t, "spec.registrySources.blockedRegistries", effects[0].Field)
		assert.Contains(t, effects[0].Text, contains)
		assert.NotContains(t, effects[0].Text, "drain")
		assert.Contains(t, effects[0].Command, `{"spec":{"registrySources":{"allowedRegistries":null}}}`)
	}
	effects := compare("4.18", nil, allowed, both)
	require.Len(t, effects, 1)
	assert.Contains(t, effects[0].Text, "Set one of both lists")
	assert.Empty(t, effects[0].Command)
	assert.Empty(t, compare("4.18", nil, both, both))
	assert.Len(t, compare("4.18", nil, allowed, blocked), 2, "the other list is removed")
}
