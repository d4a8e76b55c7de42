package validators_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/validators"
)

// TestLongValuesAreShortened requires that a diagnostic does not quote a huge
// value as a whole: the results of a list would multiply its memory.
func TestLongValuesAreShortened(t *testing.T) {
	config := yaml.MustParse("apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster}\nspec: {logLevel: " + strings.Repeat("x", 1<<20) + "}\n")
	var quoted string
	for _, d := range validators.CheckItems(validators.Input{Items: []*yaml.RNode{config}}) {
		if d.Rule == "VE002" && d.Field == "spec.logLevel" {
			quoted, _ = d.Current.(string)
		}
	}
	require.NotEmpty(t, quoted)
	assert.Less(t, len(quoted), 1<<17)
}
