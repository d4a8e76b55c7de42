package krm_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
)

// TestResults compares the results that a host reads, as YAML.
func TestResults(t *testing.T) {
	node := yaml.MustParse("apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: b}\n")
	tests := map[string]struct {
		diagnostic v1alpha1.Diagnostic
		want       string
	}{
		"about nothing": {
			v1alpha1.Diagnostic{Severity: v1alpha1.SeverityError, Message: "m"},
			"{message: m, severity: error}",
		},
		"about an object": {
			v1alpha1.Diagnostic{Severity: v1alpha1.SeverityWarning, Message: "m"}.On(node),
			"{message: m, severity: warning, resourceRef: {apiVersion: v1, kind: Secret, name: a, namespace: b}}",
		},
		"about a field": {
			v1alpha1.Diagnostic{Severity: v1alpha1.SeverityInfo, Message: "m", Field: "spec.replicas", Current: 1, Proposed: 2},
			"{message: m, severity: info, field: {path: spec.replicas, currentValue: 1, proposedValue: 2}}",
		},
		"in a file": {
			v1alpha1.Diagnostic{Severity: v1alpha1.SeverityInfo, Message: "m", File: "a.yaml", Index: 3},
			"{message: m, severity: info, file: {path: a.yaml, index: 3}}",
		},
		"first in a file": {
			v1alpha1.Diagnostic{Severity: v1alpha1.SeverityInfo, Message: "m", File: "a.yaml"},
			"{message: m, severity: info, file: {path: a.yaml}}",
		},
		"an index without a file": {
			v1alpha1.Diagnostic{Severity: v1alpha1.SeverityInfo, Message: "m", Index: 3},
			"{message: m, severity: info}",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			rl := krm.ResourceList{Diagnostics: []v1alpha1.Diagnostic{test.diagnostic}}
			require.NoError(t, rl.Write(&out))
			results, err := yaml.MustParse(out.String()).Pipe(yaml.Lookup("results"))
			require.NoError(t, err)
			assert.YAMLEq(t, "- "+test.want, results.MustString())
		})
	}
}

// TestResultsOfRules tags a result with the rule and its source.
func TestResultsOfRules(t *testing.T) {
	results := krm.Results([]v1alpha1.Diagnostic{{Severity: v1alpha1.SeverityError, Message: "m", Rule: "ED001"}})
	require.Len(t, results, 1)
	assert.Equal(t, "ED001", results[0].Tags[krm.RuleTag])
	assert.NotEmpty(t, results[0].Tags[krm.SourceTag])
	assert.Empty(t, krm.Results(nil))
}
