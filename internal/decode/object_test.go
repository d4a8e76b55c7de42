package decode_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
)

func TestObject(t *testing.T) {
	for text, want := range map[string]string{
		"kind: A": "", "metadata: {}": "", "metadata: null": "", "metadata: {labels: {a: b}, annotations: }": "",
		"x: &m {name: a}\nmetadata: *m":     "",
		"- a":                               "a list is not a Kubernetes object; set apiVersion, kind, metadata and spec",
		"a":                                 "a scalar is not a Kubernetes object; set apiVersion, kind, metadata and spec",
		"metadata: [a]":                     "metadata must be a map, not a list",
		"metadata: {annotations: [a]}":      "metadata.annotations must be a map, not a list",
		"metadata: {name: a, labels: b}":    "metadata.labels must be a map, not a scalar",
		"x: &m [a]\nmetadata: {labels: *m}": "metadata.labels must be a map, not a list",
	} {
		node, err := yaml.Parse(text)
		require.NoError(t, err, text)
		err = decode.Object(node.YNode())
		if want == "" {
			assert.NoError(t, err, text)
		} else {
			assert.EqualError(t, err, want, text)
		}
	}
}
