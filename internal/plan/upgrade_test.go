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
	assert.Contains(t, effects[1].Text, "1 rule without findings applies from then on")
	assert.NotContains(t, effects[1].Text, "ST008", "Alibaba Cloud is not in use")
	found := upgrade("4.14", "4.18", v1alpha1.Diagnostic{Severity: v1alpha1.SeverityWarning, Rule: "ST008"})
	assert.Contains(t, found[1].Text, "These rules apply from then on: ST008 (")
	assert.Contains(t, effects[2].Text, "spec.storage.s3.chunkSizeMiB is new")
	assert.Contains(t, effects[2].Text, "of fields that this object does not set")

	back := upgrade("4.18", "4.14")
	assert.Contains(t, back[len(back)-2].Text, "no longer applies")
	assert.Contains(t, back[len(back)-1].Text, "of fields that this object does not set")
	assert.Len(t, upgrade("4.23", "5.0"), 1, "equal schemas")
}
