package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/golden"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/resolve"
	"github.com/registry-profile/registry-profile/internal/storage"
)

// node is a part of a JSON Schema.
type node = map[string]any

// TestSchemas writes the JSON Schemas of our kinds, from the types, their tags
// and their comments.
func TestSchemas(t *testing.T) {
	for kind, v := range map[string]any{v1alpha1.Kind: v1alpha1.RegistryProfile{}, v1alpha1.PolicyKind: v1alpha1.RegistryPolicy{}} {
		text, err := json.MarshalIndent(schemaOf(t, kind, v), "", "  ")
		require.NoError(t, err)
		golden.Assert(t, "api/v1alpha1/schema/"+strings.ToLower(kind)+".json", append(text, '\n'))
	}
}

// TestSchemaTakesTheExamples holds the profiles of all examples, and those of
// the README's reference, against the schema.
func TestSchemaTakesTheExamples(t *testing.T) {
	schema := compiled(t)
	for _, file := range exampleProfiles(t) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.NoError(t, schema.Validate(instance(t, text)), file)
		assert.True(t, bytes.HasPrefix(text, []byte("# yaml-language-server: $schema=../../api/v1alpha1/schema/registryprofile.json\n")), "%s does not name its schema for editors", file)
	}
}

// TestSchemaTakesWhatIsTaken holds all profiles of other tests against the
// schema that the function takes.
func TestSchemaTakesWhatIsTaken(t *testing.T) {
	schema := compiled(t)
	taken := 0
	require.NoError(t, fs.WalkDir(os.DirFS("."), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".txtar" {
			return err
		}
		archive, err := txtar.ParseFile(path)
		require.NoError(t, err)
		for _, file := range archive.Files {
			documents, err := krm.ReadDocuments(file.Data)
			if err != nil {
				continue // made to be wrong
			}
			for _, document := range documents {
				if document.GetKind() != v1alpha1.Kind {
					continue
				}
				if _, errs := resolve.Parse(document.YNode()); len(errs) == 0 {
					taken++
					text, err := document.MarshalJSON()
					require.NoError(t, err)
					assert.NoError(t, schema.Validate(instance(t, text)), "%s: %s", path, file.Name)
				}
			}
		}
		return nil
	}))
	assert.Greater(t, taken, 200)
}

func exampleProfiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("examples/*/profile.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

// TestSchemaRefusesTheBroken holds the profiles against the schema whose errors
// other tests expect.
func TestSchemaRefusesTheBroken(t *testing.T) {
	schema := compiled(t)
	archive, err := txtar.ParseFile("internal/resolve/testdata/broken.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, archive.Files)
	for _, file := range archive.Files {
		assert.Error(t, schema.Validate(instance(t, file.Data)), file.Name)
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("api/v1alpha1/schema/registryprofile.json")
	require.NoError(t, err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("schema.json", document))
	schema, err := compiler.Compile("schema.json")
	require.NoError(t, err)
	return schema
}

func instance(t *testing.T, text []byte) any {
	t.Helper()
	asJSON, err := yaml.YAMLToJSON(text)
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	require.NoError(t, err)
	return value
}

func schemaOf(t *testing.T, kind string, v any) node {
	s := schemas{reference: reference{t: t, comments: map[string]map[string]string{}}, definitions: node{}}
	typ := reflect.TypeOf(v)
	spec, _ := typ.FieldByName("Spec")
	root := s.object(spec.Type, nil)
	root["description"] = s.comment(typ, "Spec")
	required := []string{"apiVersion", "kind", "metadata"}
	if spec.Tag.Get("required") == "true" {
		required = append(required, "spec")
	}
	if kind == v1alpha1.Kind {
		refine(root)
		root["allOf"] = s.later
	}
	return node{
		"$defs":                s.definitions,
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"$id":                  "https://" + v1alpha1.Group + "/schema/" + strings.ToLower(kind) + ".json",
		"title":                kind,
		"type":                 "object",
		"required":             required,
		"additionalProperties": false,
		"properties": node{
			"apiVersion": node{"const": v1alpha1.APIVersion},
			"kind":       node{"const": kind},
			"metadata": node{
				"type": "object", "required": []string{"name"}, "additionalProperties": false,
				"properties": node{
					"name":        text(`required:"true" format:"dns-subdomain"`),
					"namespace":   node{"type": "string"},
					"labels":      node{"type": "object", "additionalProperties": node{"type": "string"}},
					"annotations": node{"type": "object", "additionalProperties": node{"type": "string"}},
				},
			},
			"spec": root,
		},
	}
}

// refine adds what the types of a profile cannot express.
func refine(spec node) {
	at := func(path ...string) node {
		n := spec
		for _, name := range path {
			n = n["properties"].(node)[name].(node)
		}
		return n
	}
	cluster := at("openshift")
	var minors []string
	for r := openshift.FirstRelease; !openshift.LastRelease.Before(r); r.Minor++ {
		minors = append(minors, fmt.Sprint(r.Minor))
	}
	cluster["properties"].(node)["version"].(node)["pattern"] = `^4\.(` + strings.Join(minors, "|") + `)(\.[0-9]+)?$`
	cluster["properties"].(node)["platform"].(node)["enum"] = openshift.PlatformNames()

	exactlyOne(at("storage"), func() []string {
		var keys []string
		for _, c := range storage.All() {
			keys = append(keys, c.Key)
		}
		return keys
	}())
	exactlyOne(at("credentials"), []string{"externalSecret", "objectBucketClaim", "existingSecret"})
	custom := node{"required": []string{"spread"}, "properties": node{"spread": node{"const": v1alpha1.SpreadCustom}}}
	constraints := node{"required": []string{"topologySpreadConstraints"}}
	other := node{"if": node{"required": []string{"spread"}}, "then": node{"not": constraints}}
	at("registry")["if"], at("registry")["then"], at("registry")["else"] = custom, constraints, other
}

// exactlyOne demands one of some properties.
func exactlyOne(n node, names []string) {
	var choices []node
	for _, name := range names {
		choices = append(choices, node{"required": []string{name}})
	}
	n["oneOf"] = choices
}

// schemas makes schemas of types.
type schemas struct {
	reference
	// definitions are those of Kubernetes' types, by their names.
	definitions node
	// later forbids fields to releases that do not know them.
	later []node
}

func (s *schemas) object(t reflect.Type, path []string) node {
	properties, required := node{}, []string{}
	for i := range t.NumField() {
		f := t.Field(i)
		f.Tag = decode.Tag(t, f)
		name := decode.JSONName(f)
		switch {
		case decode.Inline(f):
			inner := s.object(f.Type, path)
			for name, property := range inner["properties"].(node) {
				properties[name] = property
			}
			if more, ok := inner["required"].([]string); ok {
				required = append(required, more...)
			}
		case name != "":
			property := s.value(f.Type, f.Tag, append(slices.Clone(path), name))
			s.since(f, append(slices.Clone(path), name))
			if comment := s.describe(t, f); comment != "" {
				property["description"] = comment
			}
			if text, ok := f.Tag.Lookup("default"); ok {
				property["default"] = value(f.Type, text)
			}
			if text, ok := f.Tag.Lookup("example"); ok {
				property["examples"] = []any{value(f.Type, text)}
			}
			properties[name] = property
			if f.Tag.Get("required") == "true" {
				required = append(required, name)
			}
		}
	}
	n := node{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		n["required"] = required
	}
	return n
}

// since forbids a field to the releases before the one that brings it.
func (s *schemas) since(f reflect.StructField, path []string) {
	text := f.Tag.Get("since")
	if text == "" {
		return
	}
	first, err := openshift.ParseRelease(text)
	require.NoError(s.t, err)
	var minors []string
	for r := openshift.FirstRelease; r.Before(first); r.Minor++ {
		minors = append(minors, fmt.Sprint(r.Minor))
	}
	if len(minors) == 0 {
		return
	}
	var forbidden any = false
	for _, name := range slices.Backward(path) {
		forbidden = node{"properties": node{name: forbidden}}
	}
	version := node{"pattern": `^4\.(` + strings.Join(minors, "|") + `)(\.|$)`}
	s.later = append(s.later, node{"if": node{"properties": node{"openshift": node{"properties": node{"version": version}}}}, "then": forbidden})
}

// describe returns the comment of a field, for Kubernetes' types that which
// Kubernetes gives.
func (s *schemas) describe(t reflect.Type, f reflect.StructField) string {
	if !decode.Kubernetes(t) {
		comment := s.comment(t, f.Name)
		if since := f.Tag.Get("since"); since != "" {
			comment += " From OpenShift " + since + "."
		}
		return comment
	}
	original := originals[t.Name()]
	if original == nil {
		return ""
	}
	return original.SwaggerDoc()[decode.JSONName(f)]
}

// originals have the documentation of the types that package kube mirrors.
var originals = map[string]interface{ SwaggerDoc() map[string]string }{
	"ResourceRequirements":     corev1.ResourceRequirements{},
	"ResourceClaim":            corev1.ResourceClaim{},
	"Toleration":               corev1.Toleration{},
	"TopologySpreadConstraint": corev1.TopologySpreadConstraint{},
	"Affinity":                 corev1.Affinity{},
	"NodeAffinity":             corev1.NodeAffinity{},
	"NodeSelector":             corev1.NodeSelector{},
	"NodeSelectorTerm":         corev1.NodeSelectorTerm{},
	"NodeSelectorRequirement":  corev1.NodeSelectorRequirement{},
	"PreferredSchedulingTerm":  corev1.PreferredSchedulingTerm{},
	"PodAffinity":              corev1.PodAffinity{},
	"PodAntiAffinity":          corev1.PodAntiAffinity{},
	"PodAffinityTerm":          corev1.PodAffinityTerm{},
	"WeightedPodAffinityTerm":  corev1.WeightedPodAffinityTerm{},
	"LabelSelector":            metav1.LabelSelector{},
	"LabelSelectorRequirement": metav1.LabelSelectorRequirement{},
}

func (s *schemas) value(t reflect.Type, tag reflect.StructTag, path []string) node {
	switch {
	case t.Kind() == reflect.Pointer:
		return s.value(t.Elem(), tag, path)
	case t == reflect.TypeFor[metav1.Duration]():
		return node{"type": "string", "pattern": `^([0-9]+(\.[0-9]*)?(ns|us|µs|ms|s|m|h))+$|^0$`}
	case t == reflect.TypeFor[resource.Quantity]():
		return node{"type": []string{"string", "number"}, "minimum": 0, "pattern": `^[0-9]+(\.[0-9]*)?([EPTGMk]i?|m|[eE][0-9]+)?$`}
	}
	switch t.Kind() {
	case reflect.Struct:
		if !decode.Kubernetes(t) {
			return s.object(t, path)
		}
		if s.definitions[t.Name()] == nil {
			s.definitions[t.Name()] = node{} // it may hold itself
			s.definitions[t.Name()] = s.object(t, nil)
		}
		return node{"$ref": "#/$defs/" + t.Name()}
	case reflect.Slice:
		list := node{"type": "array", "items": s.value(t.Elem(), tag, path)}
		if tag.Get("required") == "true" {
			list["minItems"] = 1
		}
		return list
	case reflect.Map:
		m := node{"type": "object", "additionalProperties": s.value(t.Elem(), tag, path)}
		if keys, ok := decode.KeyFormatOf(tag); ok {
			m["propertyNames"] = node{"pattern": keys.Pattern, "maxLength": keys.MaxLength}
		}
		return m
	case reflect.Interface:
		return node{}
	case reflect.Bool:
		return node{"type": "boolean"}
	case reflect.String:
		return text(tag)
	default:
		n := node{"type": "integer"}
		bounds(n, tag, "minimum", "maximum")
		return n
	}
}

func text(tag reflect.StructTag) node {
	n := node{"type": "string"}
	if enum := tag.Get("enum"); enum != "" {
		n["enum"] = strings.Split(enum, "|")
	}
	if format, ok := decode.FormatOf(tag); ok {
		n["pattern"], n["maxLength"] = format.Pattern, format.MaxLength
	}
	if pattern := tag.Get("pattern"); pattern != "" {
		n["pattern"] = pattern
	}
	if tag.Get("required") == "true" {
		n["minLength"] = 1
	}
	bounds(n, tag, "minLength", "maxLength")
	if tag.Get("empty") == "true" {
		return node{"anyOf": []node{{"const": ""}, n}}
	}
	return n
}

func bounds(n node, tag reflect.StructTag, lowest, highest string) {
	for key, text := range map[string]string{lowest: tag.Get("min"), highest: tag.Get("max")} {
		if text != "" {
			n[key] = json.Number(text)
		}
	}
}

// value is that of a struct tag, as JSON.
func value(t reflect.Type, text string) any {
	if t.Kind() == reflect.String {
		return text
	}
	return json.RawMessage(text)
}
