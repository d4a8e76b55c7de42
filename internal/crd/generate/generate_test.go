package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// TestTablesAreCurrent generates the tables from the stored CRDs, in the order
// in which collect returns them.
func TestTablesAreCurrent(t *testing.T) {
	var from sources
	require.NoError(t, json.Unmarshal(embedded, &from))
	var files []string
	for r := openshift.FirstRelease; !openshift.LastRelease.Before(r); r.Minor++ {
		for _, kind := range []schema.GroupVersionKind{openshift.Config, openshift.ImagePruner, openshift.Image} {
			files = append(files, filepath.Join(r.String(), kind.Kind))
		}
		assert.NotEmpty(t, from.OpenShift.Versions[r.String()], "no version of the module for %s", r)
	}
	for _, kind := range []schema.GroupVersionKind{openshift.ExternalSecret, openshift.SecretStore, openshift.ObjectBucketClaim} {
		files = append(files, kind.Kind)
	}
	var crds []definition
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join("..", stored, file+".json"))
		require.NoError(t, err)
		var c definition
		require.NoError(t, json.Unmarshal(text, &c))
		crds = append(crds, c)
	}
	want, err := tables(crds)
	require.NoError(t, err)
	got, err := os.ReadFile("../schemas.go")
	require.NoError(t, err)
	assert.True(t, string(want) == string(got), "schemas.go is out of date; run go generate ./internal/crd")
}

func TestUnknownIsAnError(t *testing.T) {
	for name, c := range map[string]struct{ schema, message string }{
		"keyword":                {`{"type": "integer", "multipleOf": 2}`, "unknown keyword multipleOf"},
		"keyword below":          {`{"type": "object", "properties": {"a": {"items": {"uniqueItems": true}}}}`, "unknown keyword uniqueItems"},
		"keyword of alternative": {`{"anyOf": [{"not": {"exclusiveMinimum": true}}]}`, "unknown keyword exclusiveMinimum"},
		"keyword of values":      {`{"additionalProperties": {"oneOf": []}}`, "unknown keyword oneOf"},
		"letter case":            {`{"Type": "string"}`, "unknown keyword Type"},
		"format of strings":      {`{"type": "string", "format": "hostname"}`, "unknown format hostname"},
		"format of integers":     {`{"type": "integer", "format": "uint8"}`, "unknown format uint8"},
		"type":                   {`{"type": "number"}`, "unknown type number"},
		"default of elements":    {`{"items": {"default": 1}}`, "default of the elements"},
		"default of values":      {`{"additionalProperties": {"default": 1}}`, "default of the elements"},
		"format of anything":     {`{"format": "byte"}`, "unknown format byte"},
		"list type":              {`{"type": "array", "x-kubernetes-list-type": "queue"}`, "unknown list type queue"},
		"int-or-string":          {`{"x-kubernetes-int-or-string": true, "anyOf": [{"type": "string"}]}`, "alternatives of an int-or-string"},
		"rule":                   {`{"type": "string", "x-kubernetes-validations": [{"rule": "self != ''"}]}`, "unknown CEL rule self != ''"},
		"two patterns":           {`{"type": "string", "pattern": "a", "x-kubernetes-validations": [{"rule": "self.matches('b')"}]}`, "more than one pattern"},
		"enum of numbers":        {`{"type": "integer", "enum": [1]}`, "number"},
		"values without schema":  {`{"type": "object", "additionalProperties": true}`, "is not a schema"},
	} {
		t.Run(name, func(t *testing.T) {
			var root map[string]any
			require.NoError(t, json.Unmarshal([]byte(c.schema), &root))
			_, err := tables([]definition{{Kind: "Test", Schema: root}})
			assert.ErrorContains(t, err, c.message)
		})
	}
}

func TestIgnored(t *testing.T) {
	_, err := tables([]definition{{Kind: "Test", Schema: map[string]any{
		"type": "array", "format": "hostname", "title": "x", "x-kubernetes-map-type": "atomic",
	}}})
	require.NoError(t, err, "the API server ignores a format of lists")
	for keyword, reason := range ignored {
		assert.NotEmpty(t, reason, keyword)
		assert.False(t, handled[keyword], "%s is both ignored and handled", keyword)
	}
	rules := storedText(t)
	for rule, reason := range ignoredRules {
		assert.NotEmpty(t, reason, rule)
		assert.Contains(t, rules, rule, "no CRD has this rule any more")
	}
}

// storedText returns the text of all CRDs.
func storedText(t *testing.T) string {
	var all strings.Builder
	require.NoError(t, filepath.WalkDir(filepath.Join("..", stored), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		all.WriteString(strings.ReplaceAll(string(text), `\u0026`, "&"))
		return err
	}))
	return all.String()
}

// TestKeywords accounts for all keywords that a CRD can have. Those that are
// neither handled nor ignored make the generator fail, until a CRD needs them.
func TestKeywords(t *testing.T) {
	var failing []string
	known := map[string]bool{}
	for field := range reflect.TypeFor[apiextensionsv1.JSONSchemaProps]().Fields() {
		keyword, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		known[keyword] = true
		if !handled[keyword] && ignored[keyword] == "" {
			failing = append(failing, keyword)
		}
	}
	assert.ElementsMatch(t, []string{
		// No CRD here has them.
		"allOf", "oneOf", "multipleOf", "exclusiveMaximum", "exclusiveMinimum", "x-kubernetes-embedded-resource",
		// The API server rejects CRDs that have them.
		"$ref", "additionalItems", "definitions", "dependencies", "patternProperties", "uniqueItems",
	}, failing)
	for keyword := range handled {
		assert.True(t, known[keyword], "%s is not a keyword", keyword)
	}
	for keyword := range ignored {
		assert.True(t, known[keyword], "%s is not a keyword", keyword)
	}
}

func TestTrim(t *testing.T) {
	path := filepath.Join(t.TempDir(), "crd.yaml")
	require.NoError(t, os.WriteFile(path, []byte(`
spec:
  group: example.com
  names: {kind: Thing}
  versions:
    - {name: v1, storage: false, schema: {openAPIV3Schema: {properties: {old: {}}}}}
    - name: v2
      storage: true
      schema:
        openAPIV3Schema:
          description: dropped
          properties:
            status: {type: object}
            spec:
              properties:
                description: {type: string, description: dropped}
`), 0o600))
	c, err := read(path)
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"properties": map[string]any{"spec": map[string]any{"properties": map[string]any{
		"description": map[string]any{"type": "string"},
	}}}}, c.Schema)
	assert.Equal(t, "example.com", c.Group)
}
