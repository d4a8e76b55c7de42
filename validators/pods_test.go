package validators_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/validators"
)

// TestPodSettings checks that each case of package decode is reported in a Config
// and in an ImagePruner: by SC007, or by VE002 if the schema rejects it.
func TestPodSettings(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "internal", "decode", "testdata", "pods.yaml"))
	require.NoError(t, err)
	var cases []struct {
		Name, Field string
		Settings    map[string]any
	}
	require.NoError(t, yaml.Unmarshal(text, &cases))
	bySchema := 0
	for _, test := range cases {
		for _, kind := range []string{"Config", "ImagePruner"} {
			if _, spread := test.Settings["topologySpreadConstraints"]; spread && kind == "ImagePruner" {
				continue // an ImagePruner does not have the field
			}
			object, err := yaml.Marshal(map[string]any{
				"apiVersion": "imageregistry.operator.openshift.io/v1", "kind": kind,
				"metadata": map[string]any{"name": "cluster"}, "spec": test.Settings,
			})
			require.NoError(t, err)
			var fields []string
			for _, d := range validators.CheckItems(validators.Input{Items: []*kyaml.RNode{kyaml.MustParse(string(object))}}) {
				switch d.Rule {
				case "SC007":
					fields = append(fields, strings.TrimPrefix(d.Field, "spec."))
				case "VE002":
					bySchema++
					fields = append(fields, test.Field)
				}
			}
			if test.Field == "" {
				assert.Empty(t, fields, "%s: %s", kind, test.Name)
			} else {
				assert.Equal(t, []string{test.Field}, fields, "%s: %s", kind, test.Name)
			}
		}
	}
	assert.Less(t, bySchema, len(cases)/10, "the schemas accept almost all cases")
}
