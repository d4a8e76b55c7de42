package decode_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
)

// TestPodSettings checks the field of the error of each case.
func TestPodSettings(t *testing.T) {
	text, err := os.ReadFile("testdata/pods.yaml")
	require.NoError(t, err)
	var cases []struct {
		Name, Field string
		Settings    map[string]any
	}
	require.NoError(t, sigsyaml.Unmarshal(text, &cases))
	for _, test := range cases {
		t.Run(test.Name, func(t *testing.T) {
			settings, err := sigsyaml.Marshal(test.Settings)
			require.NoError(t, err)
			errs := decode.Decode(yaml.MustParse(string(settings)).YNode(), &decode.PodSettings{}, nil, nil)
			if test.Field == "" {
				assert.Empty(t, errs)
				return
			}
			require.Len(t, errs, 1)
			assert.Equal(t, test.Field, errs[0].Field)
			assert.NotEmpty(t, errs[0].Detail)
		})
	}
}
