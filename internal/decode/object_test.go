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
		"- a":                               "a list, and no object: write apiVersion, kind, metadata and spec",
		"a":                                 "a single value, and no object: write apiVersion, kind, metadata and spec",
		"metadata: [a]":                     "metadata is a list; write a map",
		"metadata: {annotations: [a]}":      "metadata.annotations is a list; write a map",
		"metadata: {name: a, labels: b}":    "metadata.labels is a single value; write a map",
		"x: &m [a]\nmetadata: {labels: *m}": "metadata.labels is a list; write a map",
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
