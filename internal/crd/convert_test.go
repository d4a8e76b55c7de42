package crd

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/internal/openshift"
)

// TestOmitted has, for each part that the tables cannot represent, what Add
// returns for it, and the schema that remains.
func TestOmitted(t *testing.T) {
	for name, c := range map[string]struct {
		schema, omitted string
		node            Node
	}{
		"keyword":                {`{"type": "integer", "multipleOf": 2}`, "the schema: unknown keyword multipleOf", Node{Type: "integer"}},
		"keyword below":          {`{"type": "object", "properties": {"a": {"items": {"uniqueItems": true}}}}`, "a[]: unknown keyword uniqueItems", Node{Type: "object", Properties: []Property{{"a", 2}}}},
		"keyword of alternative": {`{"anyOf": [{"not": {"exclusiveMinimum": true}}]}`, "the schema: unknown keyword exclusiveMinimum", Node{AnyOf: []int{2}}},
		"keyword of values":      {`{"additionalProperties": {"oneOf": []}}`, "*: unknown keyword oneOf", Node{Values: 1}},
		"letter case":            {`{"Type": "string"}`, "the schema: unknown keyword Type", Node{}},
		"embedded resource":      {`{"type": "object", "x-kubernetes-embedded-resource": true}`, "unknown keyword x-kubernetes-embedded-resource", Node{Type: "object", Open: true}},
		"format of strings":      {`{"type": "string", "format": "hostname"}`, "unknown format hostname", Node{Type: "string"}},
		"format of integers":     {`{"type": "integer", "format": "uint8"}`, "unknown format uint8", Node{Type: "integer"}},
		"format of anything":     {`{"format": "byte"}`, "unknown format byte", Node{}},
		"default of elements":    {`{"items": {"default": 1}}`, "default of the elements", Node{Items: 1}},
		"default of values":      {`{"additionalProperties": {"default": 1}}`, "default of the elements", Node{Values: 1}},
		"list type":              {`{"type": "array", "x-kubernetes-list-type": "queue"}`, "unknown list type queue", Node{Type: "array"}},
		"int-or-string":          {`{"x-kubernetes-int-or-string": true, "anyOf": [{"type": "string"}]}`, "alternatives of an int-or-string", Node{IntOrString: true}},
		"rule":                   {`{"type": "string", "x-kubernetes-validations": [{"rule": "self != ''"}]}`, "unknown CEL rule self != ''", Node{Type: "string"}},
		"two patterns":           {`{"type": "string", "pattern": "a", "x-kubernetes-validations": [{"rule": "self.matches('b')"}]}`, "more than one pattern", Node{Type: "string", Pattern: "a"}},
		"enum of numbers":        {`{"type": "integer", "enum": [1]}`, "enum with values other than strings", Node{Type: "integer"}},
	} {
		t.Run(name, func(t *testing.T) {
			var tables Tables
			omitted, err := tables.Add(Definition{Kind: "Test", Schema: decoded(t, c.schema)})
			require.NoError(t, err)
			require.Len(t, omitted, 1)
			assert.Contains(t, omitted[0], c.omitted)
			got := tables.Nodes[tables.Roots[0].Node]
			normalize := func(n *Node) { // references depend on the order
				if n.Items != 0 {
					n.Items = 1
				}
				if n.Values != 0 {
					n.Values = 1
				}
			}
			normalize(&got)
			assert.Equal(t, c.node, got)
		})
	}
}

func TestConverted(t *testing.T) {
	for name, c := range map[string]struct {
		schema string
		node   Node
	}{
		"format of a list":         {`{"type": "array", "format": "hostname", "title": "x", "x-kubernetes-map-type": "atomic"}`, Node{Type: "array"}},
		"number":                   {`{"type": "number"}`, Node{Type: "number"}},
		"any values":               {`{"type": "object", "additionalProperties": true}`, Node{Type: "object", Values: 1}},
		"no other values":          {`{"type": "object", "additionalProperties": false}`, Node{Type: "object"}},
		"pattern in CEL":           {`{"type": "string", "x-kubernetes-validations": [{"rule": "self.matches('^\\\\d$')"}]}`, Node{Type: "string", Pattern: `^\d$`}},
		"pattern of words":         {`{"type": "string", "pattern": "^(A|B)$"}`, Node{Type: "string", Enum: []string{"A", "B"}}},
		"null default":             {`{"type": "string", "default": null}`, Node{Type: "string"}},
		"either type, spelled out": {`{"x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}]}`, Node{IntOrString: true}},
	} {
		t.Run(name, func(t *testing.T) {
			schema := decoded(t, c.schema)
			before := string(textOf(t, schema))
			var tables Tables
			omitted, err := tables.Add(Definition{Kind: "Test", Schema: schema})
			require.NoError(t, err)
			assert.Empty(t, omitted)
			assert.Equal(t, c.node, tables.Nodes[tables.Roots[0].Node])
			assert.Equal(t, before, string(textOf(t, schema)), "Add does not change the definition")
		})
	}
	for _, invalid := range []string{`{"type": "null"}`, `{"type": "object", "properties": []}`, `{"items": {"type": "file"}}`, `{"required": "a"}`, `{"properties": {"a": 1}}`} {
		_, err := new(Tables).Add(Definition{Kind: "Test", Schema: decoded(t, invalid)})
		assert.Error(t, err, invalid)
	}
}

func decoded(t *testing.T, text string) map[string]any {
	t.Helper()
	var object map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &object))
	return object
}

func TestReasons(t *testing.T) {
	for keyword, reason := range irrelevant {
		assert.NotEmpty(t, reason, keyword)
		assert.False(t, handled()[keyword], "%s is both irrelevant and handled", keyword)
	}
	var all strings.Builder
	require.NoError(t, filepath.WalkDir("testdata/crds", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		all.WriteString(strings.ReplaceAll(string(text), `\u0026`, "&"))
		return err
	}))
	for rule, reason := range coveredRules {
		assert.NotEmpty(t, reason, rule)
		assert.Contains(t, all.String(), rule, "no CRD has this rule any more")
	}
}

// TestEveryKeyword accounts for all keywords that a CRD can have.
func TestEveryKeyword(t *testing.T) {
	var omitted []string
	known := map[string]bool{}
	for field := range reflect.TypeFor[apiextensionsv1.JSONSchemaProps]().Fields() {
		keyword, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		known[keyword] = true
		if !handled()[keyword] && irrelevant[keyword] == "" {
			omitted = append(omitted, keyword)
		}
	}
	assert.ElementsMatch(t, []string{
		// No CRD of the tables has them.
		"allOf", "oneOf", "multipleOf", "exclusiveMaximum", "exclusiveMinimum", "x-kubernetes-embedded-resource",
		// The API server rejects CRDs that have them.
		"$ref", "additionalItems", "definitions", "dependencies", "patternProperties", "uniqueItems",
	}, omitted)
	for keyword := range handled() {
		assert.True(t, known[keyword], "%s is not a keyword", keyword)
	}
	for keyword := range irrelevant {
		assert.True(t, known[keyword], "%s is not a keyword", keyword)
	}
}

// pruner is a CRD with other fields than the built-in ones.
const pruner = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: imagepruners.imageregistry.operator.openshift.io}
spec:
  group: imageregistry.operator.openshift.io
  names: {kind: ImagePruner, plural: imagepruners}
  scope: Cluster
  versions:
    - {name: v1alpha1, served: true, storage: false, schema: {openAPIV3Schema: {type: object, properties: {old: {type: object}}}}}
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          description: dropped
          type: object
          properties:
            apiVersion: {type: string}
            kind: {type: string}
            metadata: {type: object}
            status: {type: object}
            spec:
              type: object
              properties:
                description: {type: string, description: dropped}
                ratio: {type: number, maximum: 1}
                share: {type: integer, multipleOf: 2}
`

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var object map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &object))
	return object
}

func TestDefine(t *testing.T) {
	d, err := Define(object(t, pruner))
	require.NoError(t, err)
	assert.Equal(t, "imageregistry.operator.openshift.io ImagePruner", d.Group+" "+d.Kind)
	properties := at(d.Schema, "properties")
	assert.NotContains(t, properties, "old", "the version that is not stored")
	assert.NotContains(t, properties, "status")
	assert.NotContains(t, d.Schema, "description")
	assert.Equal(t, map[string]any{"type": "string"}, at(properties, "spec", "properties", "description"), "a field with the name description")
}

// TestSchemas replaces the schema of one kind.
func TestSchemas(t *testing.T) {
	var s Schemas
	omitted, err := s.Add(object(t, pruner))
	require.NoError(t, err)
	assert.Equal(t, []string{"spec.share: unknown keyword multipleOf"}, omitted)
	_, err = s.Add(object(t, pruner))
	assert.ErrorContains(t, err, "second CRD of ImagePruner")

	spec := func(text string) map[string]any { return map[string]any{"spec": object(t, text)} }
	for _, release := range []openshift.Release{openshift.FirstRelease, openshift.LastRelease, {Major: 6}} {
		assert.Empty(t, s.Validate(spec("{ratio: 0.5, share: 3, description: x}"), openshift.ImagePruner, release))
		assert.Empty(t, s.Validate(spec("{ratio: 1}"), openshift.ImagePruner, release), "a whole number is a number")
		assert.Equal(t, []string{"spec.ratio", "spec.share"}, paths(s.Validate(spec("{ratio: 1.5, share: x}"), openshift.ImagePruner, release)))
		problems := s.Validate(spec("{schedule: daily}"), openshift.ImagePruner, release)
		require.Equal(t, []string{"spec.schedule"}, paths(problems))
		assert.Contains(t, problems[0].Message, "given CRD")
		assert.Equal(t, []string{"spec.ratio"}, s.Nulls(spec("{ratio: null, schedule: null}"), openshift.ImagePruner, release))
		assert.Equal(t, Validate(spec("{routs: []}"), openshift.Config, release), s.Validate(spec("{routs: []}"), openshift.Config, release), "another kind")
	}
	assert.Equal(t, []string{"spec.ratio"}, paths(Validate(map[string]any{"metadata": map[string]any{}, "spec": object(t, "{ratio: 1.0}")}, openshift.ImagePruner, openshift.LastRelease)), "the built-in schema remains")
}

// TestSchemasLikeTheTables adds the stored CRDs at run time: the result is the
// same as that of the generated tables.
func TestSchemasLikeTheTables(t *testing.T) {
	for i, r := range references(t) {
		if i%6 != 0 {
			continue // the releases differ little
		}
		var s Schemas
		omitted, err := s.Add(map[string]any{
			"apiVersion": definitionVersion, "kind": definitionKind,
			"spec": map[string]any{
				"group": r.kind.Group, "names": map[string]any{"kind": r.kind.Kind},
				"versions": []any{map[string]any{"storage": true, "schema": map[string]any{"openAPIV3Schema": decoded(t, string(textOf(t, r.props)))}}},
			},
		})
		require.NoError(t, err)
		assert.Empty(t, omitted)
		index, ok := root(r.kind, r.release)
		require.True(t, ok)
		assert.Equal(t, expanded(nodes, index), expanded(s.own.Nodes, s.own.Roots[0].Node), "%s of %s", r.kind.Kind, r.release)
	}
}

// expanded returns a node with those that it refers to.
func expanded(nodes []Node, index int) []any {
	n := nodes[index]
	var below []any
	for i, p := range n.Properties {
		below = append(below, p.Name, expanded(nodes, p.Node))
		n.Properties = append([]Property{}, n.Properties...)
		n.Properties[i].Node = 0
	}
	for _, reference := range append([]int{n.Items, n.Values, n.Not}, n.AnyOf...) {
		if reference != 0 {
			below = append(below, expanded(nodes, reference))
		}
	}
	n.Items, n.Values, n.Not, n.AnyOf = 0, 0, 0, nil
	return []any{string(encoded(n)), below}
}

// TestNewerRelease validates as the newest supported release does, which can have
// the CRDs of another one.
func TestNewerRelease(t *testing.T) {
	whole := map[string]any{"metadata": map[string]any{}, "spec": object(t, "{replicas: x, routs: []}")}
	want := Validate(whole, openshift.Config, openshift.LastRelease)
	assert.NotEmpty(t, want)
	for _, release := range []openshift.Release{{Major: 4, Minor: 99}, {Major: 99}} {
		assert.Equal(t, want, Validate(whole, openshift.Config, release), release)
	}
	for release, same := range sameCRDs {
		a, err := openshift.ParseRelease(release)
		require.NoError(t, err)
		b, err := openshift.ParseRelease(same)
		require.NoError(t, err)
		assert.Equal(t, Validate(whole, openshift.Config, b), Validate(whole, openshift.Config, a), release)
	}
}

func TestInvalidCRDs(t *testing.T) {
	for name, c := range map[string]struct{ old, replacement, message string }{
		"other kind":       {"kind: CustomResourceDefinition", "kind: ImagePruner", `not a CustomResourceDefinition: the object has apiVersion "apiextensions.k8s.io/v1" and kind "ImagePruner"`},
		"old version":      {"apiextensions.k8s.io/v1", "apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1beta1"},
		"no group":         {"  group: imageregistry.operator.openshift.io\n", "", "without spec.group"},
		"none stored":      {"storage: true", "storage: false", "no version in spec.versions is marked as stored"},
		"no schema":        {"openAPIV3Schema:\n", "another:\n", "no schema.openAPIV3Schema"},
		"type of versions": {"versions:\n", "versions: {}\n  others:\n", "not a valid CRD"},
		"type":             {"type: number", "type: float", "spec.ratio: unknown type float"},
		"properties":       {"properties:\n                description", "properties: x\n              others:\n                description", "not a schema"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(pruner, c.old, c.replacement, 1)
			require.NotEqual(t, pruner, text)
			_, err := new(Schemas).Add(object(t, text))
			require.ErrorContains(t, err, c.message)
			assert.NotErrorIs(t, err, ErrOtherKind)
		})
	}
	_, err := new(Schemas).Add(object(t, strings.ReplaceAll(pruner, "imageregistry.operator", "example")))
	require.ErrorIs(t, err, ErrOtherKind)
	assert.ErrorContains(t, err, "ImagePruner of example.openshift.io; use the CRD of Certificate of cert-manager.io, Config of imageregistry.operator.openshift.io, ")
	_, err = new(Schemas).Add(nil)
	assert.ErrorContains(t, err, "not a CustomResourceDefinition")
}
