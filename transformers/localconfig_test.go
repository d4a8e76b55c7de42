package transformers_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/transformers"
)

func TestLocalConfig(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"annotates": {
			"kind: A\nmetadata:\n  name: a # comment\n",
			"kind: A\nmetadata:\n  name: a # comment\n  annotations:\n    config.kubernetes.io/local-config: 'true'\n",
		},
		"keeps other annotations": {
			"kind: A\nmetadata:\n  annotations:\n    k: v\n",
			"kind: A\nmetadata:\n  annotations:\n    k: v\n    config.kubernetes.io/local-config: 'true'\n",
		},
		"keeps the value of the annotation": {
			"kind: A\nmetadata:\n  annotations:\n    config.kubernetes.io/local-config: \"false\"\n",
			"kind: A\nmetadata:\n  annotations:\n    config.kubernetes.io/local-config: \"false\"\n",
		},
		"keeps annotations that are an alias": {
			"kind: A\nmetadata:\n  labels: &shared\n    k: v\n  annotations: *shared\n",
			"kind: A\nmetadata:\n  labels:\n    k: v\n  annotations:\n    k: v\n    config.kubernetes.io/local-config: 'true'\n",
		},
		"keeps annotations behind a merge key": {
			"kind: A\nx: &shared\n  annotations:\n    k: v\nmetadata:\n  <<: *shared\n  name: a\n",
			"kind: A\nx:\n  annotations:\n    k: v\nmetadata:\n  name: a\n  annotations:\n    k: v\n    config.kubernetes.io/local-config: 'true'\n",
		},
		"annotates metadata that is an alias": {
			"kind: A\nx: &shared\n  name: a\nmetadata: *shared\n",
			"kind: A\nx:\n  name: a\nmetadata:\n  name: a\n  annotations:\n    config.kubernetes.io/local-config: 'true'\n",
		},
		"keeps aliases that expand without bound": {
			bomb() + "metadata:\n  name: a\n",
			bomb() + "metadata:\n  name: a\n  annotations:\n    config.kubernetes.io/local-config: 'true'\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			nodes := parse(t, test.in)
			assert.Equal(t, test.want, runOn(t, transformers.LocalConfig{Node: nodes[0]}, nodes))
		})
	}
}

// TestLocalConfigOfOneNode checks that other nodes are unchanged, even if they
// are equal.
func TestLocalConfigOfOneNode(t *testing.T) {
	nodes := parse(t, "kind: A\n---\nkind: A\n---\nkind: A\n")
	out, err := transformers.LocalConfig{Node: nodes[1]}.Filter(nodes)
	require.NoError(t, err)
	assert.Same(t, nodes[0], out[0])
	assert.NotSame(t, nodes[1], out[1])
	assert.Same(t, nodes[2], out[2])

	out, err = transformers.LocalConfig{}.Filter(nodes)
	require.NoError(t, err)
	assert.Equal(t, nodes, out, "no node to mark")
}
