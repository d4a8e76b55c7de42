package plan_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/plan"
)

// TestConceal checks that no format shows a credential, and that each changed field
// remains.
func TestConceal(t *testing.T) {
	before := manifests(t, `Config {managementState: Managed, httpSecret: aCANARY}`)
	after := manifests(t, `Config {managementState: Managed, httpSecret: bCANARY, nodeSelector: {a: ghp_zqCANARYxyABCDEFGHIJ0123456789abcdef}, unsupportedConfigOverrides: {password: xCANARY}, proxy: {http: 'http://u:CANARY@proxy:3128'}}`)
	effects := plan.Compare(plan.Cluster{Name: "a"}, before, after)
	text, err := json.Marshal(effects)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "CANARY")
	for _, field := range []string{"spec.httpSecret", "spec.nodeSelector", "spec.unsupportedConfigOverrides", "spec.proxy"} {
		assert.Contains(t, string(text), `"`+field)
	}
	for name, format := range plan.Formats {
		var out strings.Builder
		require.NoError(t, format(&out, plan.Report{Effects: effects, Clusters: 1}, plan.Style{Verbose: true}))
		assert.NotContains(t, out.String(), "CANARY", name)
		assert.Contains(t, out.String(), "***", name)
	}
}
