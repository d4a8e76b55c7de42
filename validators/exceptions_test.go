package validators_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/validators"
)

// TestLastOverrideApplies combines the policy of a repository with that of a cluster.
func TestLastOverrideApplies(t *testing.T) {
	ignore := v1alpha1.RuleOverride{ID: "PV005", Severity: v1alpha1.OverrideIgnore, Reason: "lab cluster"}
	fail := v1alpha1.RuleOverride{ID: "PV005", Severity: "Error", Reason: "production"}
	apply := func(cluster, repository v1alpha1.RuleOverride) v1alpha1.Diagnostic {
		found := []v1alpha1.Diagnostic{{Rule: "PV005", Severity: validators.Warning, Message: "message"}}
		e := validators.Exceptions{Overrides: []v1alpha1.RuleOverride{cluster}}
		return e.With("RegistryPolicy/a", []v1alpha1.RuleOverride{repository}).Apply(found, nil)[0]
	}
	d := apply(ignore, fail)
	assert.Equal(t, validators.Error, d.Severity)
	assert.Empty(t, d.Suppressed)
	assert.Equal(t, "message", d.Message)
	d = apply(fail, ignore)
	assert.Equal(t, validators.Info, d.Severity)
	assert.Equal(t, "lab cluster", d.Suppressed)
}

// TestEnforced combines the severity by the policy of the user with all overrides of a
// repository, which can only raise it.
func TestEnforced(t *testing.T) {
	severities := []string{"", v1alpha1.OverrideIgnore, "Info", "Warning", "Error"}
	for _, outer := range severities {
		e := validators.Exceptions{Enforced: true}
		if outer != "" {
			e.Overrides = []v1alpha1.RuleOverride{{ID: "PV005", Severity: outer, Reason: "the user's"}}
		}
		apply := func(e validators.Exceptions) v1alpha1.Diagnostic {
			node := yaml.MustParse("apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: a, annotations: {registryprofile.dev/allow: \"PV005: lab\"}}\n")
			return e.Apply([]v1alpha1.Diagnostic{{Rule: "PV005", Severity: validators.Warning, Node: node}}, nil)[0]
		}
		without := apply(e)
		for _, first := range severities[1:] {
			for _, second := range severities[1:] {
				d := apply(e.With("RegistryPolicy/a", []v1alpha1.RuleOverride{{ID: "PV005", Severity: first, Reason: "a"}}).
					With("RegistryPolicy/b", []v1alpha1.RuleOverride{{ID: "PV005", Severity: second, Reason: "b"}}))
				assert.False(t, validators.Above(without.Severity, d.Severity), "%q, then %s and %s: %v", outer, first, second, d)
				if outer != v1alpha1.OverrideIgnore {
					assert.Empty(t, d.Suppressed)
					assert.Contains(t, d.Message, "ignored")
				}
				if first == "Error" || second == "Error" {
					assert.Equal(t, validators.Error, d.Severity)
				}
			}
		}
		if outer == v1alpha1.OverrideIgnore {
			assert.Equal(t, "the user's", without.Suppressed)
		}
	}
}
