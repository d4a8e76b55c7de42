package plan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/plan"
)

// TestUpgrade checks what another release changes although no manifest does.
func TestUpgrade(t *testing.T) {
	const config = "Config {managementState: Managed, replicas: 2, storage: {s3: {bucket: a}}}"
	upgrade := func(from, to string, added ...v1alpha1.Diagnostic) []plan.Effect {
		c := plan.Cluster{Name: "prod", Release: release(to), Upgrade: &plan.Upgrade{From: release(from), Added: added}}
		return plan.Compare(c, manifests(t, config), manifests(t, config))
	}
	effects := upgrade("4.14", "4.18", v1alpha1.Diagnostic{Severity: v1alpha1.SeverityWarning, Object: "Config/cluster", Field: "spec.replicas", Rule: "XX001", Message: "m"})
	require.Len(t, effects, 3)
	assert.Equal(t, plan.Effect{Cluster: "prod", Level: plan.Warning, Object: "Config/cluster", Field: "spec.replicas", Text: "in 4.18: m [XX001]"}, effects[0])
	assert.Equal(t, "RegistryProfile", effects[1].Object)
	assert.Equal(t, "spec.openshift.version", effects[1].Field)
	assert.Contains(t, effects[1].Text, "These rules apply from then on: ")
	assert.Contains(t, effects[2].Text, "spec.storage.s3.chunkSizeMiB is new")
	assert.Contains(t, effects[2].Text, "of fields that this object does not set")

	back := upgrade("4.18", "4.14")
	assert.Contains(t, back[len(back)-2].Text, "no longer apply")
	assert.Contains(t, back[len(back)-1].Text, "of fields that this object does not set")
	assert.Len(t, upgrade("4.23", "5.0"), 1, "equal schemas")
}
