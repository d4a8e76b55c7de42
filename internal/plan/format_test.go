package plan_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/plan"
)

var effects = []plan.Effect{
	{Cluster: "a", Level: plan.Loss, Object: "Config/cluster", Text: "loses"},
	{Cluster: "a", Level: plan.Info, Object: "Config/cluster", Field: "spec.replicas", Old: 1.0, New: 2.0, Text: "changes"},
	{Cluster: "b", Level: plan.Warning, Object: "Config/cluster", Field: "spec.logLevel", New: "<Debug>", Text: "is set"},
	{Cluster: "b", Level: plan.Warning, Object: "Config/cluster", Field: "spec.proxy", Text: "is removed", Command: "oc patch x"},
}

func TestFormats(t *testing.T) {
	tests := map[string]struct {
		effects []plan.Effect
		want    string
	}{
		"text": {effects, `a
  loss: Config/cluster: loses
  info: Config/cluster: spec.replicas: 1 → 2: changes
b
  warning: Config/cluster: spec.logLevel: "<Debug>": is set
  warning: Config/cluster: spec.proxy: is removed
    oc patch x
`},
		"json": {effects[2:3], `[
  {
    "cluster": "b",
    "level": "warning",
    "object": "Config/cluster",
    "field": "spec.logLevel",
    "new": "<Debug>",
    "text": "is set"
  }
]
`},
	}
	for format, test := range tests {
		t.Run(format, func(t *testing.T) {
			var out bytes.Buffer
			require.NoError(t, plan.Formats[format](&out, test.effects))
			assert.Equal(t, test.want, out.String())
		})
	}
}

// TestMarkdown checks that each cluster has one section, with losses and warnings
// first and all other effects in a collapsed section.
func TestMarkdown(t *testing.T) {
	var out bytes.Buffer
	shuffled := []plan.Effect{effects[1], effects[0], effects[3], effects[2]}
	require.NoError(t, plan.Formats["markdown"](&out, shuffled))
	a, b, found := strings.Cut(out.String(), "### b\n")
	require.True(t, found)
	assert.True(t, strings.HasPrefix(a, "### a\n"))
	assert.Equal(t, 1, strings.Count(a, "### "))
	loses, folded, changes := strings.Index(a, "loses"), strings.Index(a, "<details>"), strings.Index(a, "spec.replicas: 1 → 2")
	assert.True(t, 0 < loses && loses < folded && folded < changes && changes < strings.Index(a, "</details>"), a)
	assert.NotContains(t, b, "<details>", "nothing to fold")
	assert.Contains(t, b, "  ```sh\n  oc patch x\n  ```\n")
}

func TestFormatsWithoutEffects(t *testing.T) {
	assert.Equal(t, []string{"json", "markdown", "text"}, plan.FormatNames())
	for format, write := range plan.Formats {
		var out bytes.Buffer
		require.NoError(t, write(&out, nil))
		if format == "json" {
			assert.Equal(t, "[]\n", out.String())
		} else {
			assert.NotEmpty(t, out.String(), format)
		}
		assert.ErrorIs(t, write(full{}, effects), errFull, format)
	}
}

var errFull = errors.New("no space left")

// full is a writer without free space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
