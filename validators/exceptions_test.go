package validators_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/validators"
)

// TestLastOverrideApplies combines the policy of a repository with that of a cluster.
func TestLastOverrideApplies(t *testing.T) {
	ignore := v1alpha1.RuleOverride{ID: "PV005", Severity: v1alpha1.OverrideIgnore, Reason: "lab cluster"}
	fail := v1alpha1.RuleOverride{ID: "PV005", Severity: "Error", Reason: "production"}
	apply := func(overrides ...v1alpha1.RuleOverride) v1alpha1.Diagnostic {
		found := []v1alpha1.Diagnostic{{Rule: "PV005", Severity: validators.Warning, Message: "message"}}
		return validators.Suppress(found, overrides, nil)[0]
	}
	d := apply(ignore, fail)
	assert.Equal(t, validators.Error, d.Severity)
	assert.Empty(t, d.Suppressed)
	assert.Equal(t, "message", d.Message)
	d = apply(fail, ignore)
	assert.Equal(t, validators.Info, d.Severity)
	assert.Equal(t, "lab cluster", d.Suppressed)
}
