package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
	"k8s.io/kube-openapi/pkg/validation/validate"
	"sigs.k8s.io/kustomize/kyaml/fn/framework"
	"sigs.k8s.io/kustomize/kyaml/resid"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/golden"
)

// home is where the project is, for catalogues.
const home = "https://" + module

// TestFunctionDefinitions writes what a catalogue of functions must know of
// ours (kustomize's KEP 2906), one definition for each kind that configures it.
func TestFunctionDefinitions(t *testing.T) {
	group, version, _ := strings.Cut(v1alpha1.APIVersion, "/")
	for kind, what := range map[string]struct {
		description string
		tags        []string
	}{
		v1alpha1.Kind:       {"Makes and patches what configures OpenShift's integrated image registry.", []string{"generator", "mutator"}},
		v1alpha1.PolicyKind: {"Holds manifests of OpenShift's integrated image registry against rules, and changes none.", []string{"validator"}},
	} {
		text, err := yaml.Marshal(node{
			"apiVersion": framework.FunctionDefinitionGroupVersion,
			"kind":       framework.FunctionDefinitionKind,
			"metadata":   node{"name": strings.ToLower(kind) + "." + group},
			"spec": node{
				"group":       group,
				"names":       node{"kind": kind},
				"description": what.description,
				"home":        home,
				"tags":        append(what.tags, "openshift", "registry"),
				"versions": []node{{
					"name":       version,
					"idempotent": true,
					"usage":      home + "/blob/main/README.md",
					"examples":   []string{home + "/blob/main/examples/aws-s3/README.md"},
					"license":    "Apache-2.0",
					"runtime":    node{"exec": node{"path": "registry-profile"}},
					"schema":     node{"openAPIV3Schema": openAPI(t, kind)},
				}},
			},
		})
		require.NoError(t, err)
		golden.Assert(t, definitionOf(kind), append([]byte("# Generated from the types and their comments.\n"), text...))
	}
}

func definitionOf(kind string) string {
	return "api/v1alpha1/schema/" + strings.ToLower(kind) + ".krmfunction.yaml"
}

// TestFunctionDefinitionAgreesWithTheSchema lets kyaml read the definition, and
// hold the profiles against it that the JSON Schema was held against.
func TestFunctionDefinitionAgreesWithTheSchema(t *testing.T) {
	group, version, _ := strings.Cut(v1alpha1.APIVersion, "/")
	schema, err := framework.SchemaFromFunctionDefinition(resid.Gvk{Group: group, Version: version, Kind: v1alpha1.Kind}, read(t, definitionOf(v1alpha1.Kind)))
	require.NoError(t, err)
	for _, file := range exampleProfiles(t) {
		assert.NoError(t, validate.AgainstSchema(schema, decoded(t, read(t, file)), strfmt.Default), file)
	}
	archive, err := txtar.ParseFile("internal/resolve/testdata/broken.txtar")
	require.NoError(t, err)
	for _, file := range archive.Files {
		assert.Error(t, validate.AgainstSchema(schema, decoded(t, string(file.Data)), strfmt.Default), file.Name)
	}
}

func decoded(t *testing.T, text string) map[string]any {
	var value map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &value))
	return value
}

// openAPI is the JSON Schema of a kind in the words that OpenAPI 3.0 has.
func openAPI(t *testing.T, kind string) any {
	text, known := v1alpha1.Schema(kind)
	require.True(t, known)
	var root node
	require.NoError(t, json.Unmarshal(text, &root))
	definitions, _ := root["$defs"].(node)
	delete(root, "$defs")
	delete(root, "$schema")
	delete(root, "$id")
	plain := plainer(root, definitions)
	// What it holds must survive the library's own type.
	var schema spec.Schema
	again, err := json.Marshal(plain)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(again, &schema))
	return plain
}

// plainer says a schema without references, conditions, constants, names of
// properties and several types, none of which OpenAPI 3.0 knows.
func plainer(schema any, definitions node) any {
	switch s := schema.(type) {
	case bool:
		if !s {
			return node{"not": node{}}
		}
		return node{}
	case []any:
		list := make([]any, len(s))
		for i, element := range s {
			list[i] = plainer(element, definitions)
		}
		return list
	case node:
		return plainerObject(s, definitions)
	default:
		return schema
	}
}

func plainerObject(s, definitions node) any {
	if name, ok := s["$ref"].(string); ok {
		target, _ := plainer(definitions[strings.TrimPrefix(name, "#/$defs/")], definitions).(node)
		if text, ok := s["description"]; ok {
			target["description"] = text
		}
		return target
	}
	plain := node{}
	for key, value := range s {
		switch key {
		case "if", "then", "else", "propertyNames":
		case "const":
			plain["enum"] = []any{value}
		case "examples":
			plain["example"] = value.([]any)[0]
		case "default", "enum", "required":
			plain[key] = value
		case "additionalProperties":
			plain[key] = value
			if inner, ok := value.(node); ok {
				plain[key] = plainer(inner, definitions)
			}
		case "properties":
			properties := node{}
			for name, property := range value.(node) {
				properties[name] = plainer(property, definitions)
			}
			plain[key] = properties
		case "type":
			if _, several := value.([]any); !several {
				plain[key] = value
			}
		default:
			plain[key] = plainer(value, definitions)
		}
	}
	if condition, ok := s["if"]; ok {
		all, _ := plain["allOf"].([]any)
		if then, ok := s["then"]; ok {
			all = append(all, node{"anyOf": []any{node{"not": plainer(condition, definitions)}, plainer(then, definitions)}})
		}
		if otherwise, ok := s["else"]; ok {
			all = append(all, node{"anyOf": []any{plainer(condition, definitions), plainer(otherwise, definitions)}})
		}
		plain["allOf"] = all
	}
	return plain
}

// TestCatalogueMetadata holds what kpt's catalogue is told against the image
// and the repository.
func TestCatalogueMetadata(t *testing.T) {
	var metadata struct {
		Image, Description, SourceURL, License string
		ExamplePackageURLs                     []string
	}
	require.NoError(t, yaml.Unmarshal([]byte(read(t, "metadata.yaml")), &metadata))
	dockerfile := read(t, "Dockerfile")
	assert.Contains(t, dockerfile, `image.title="`+metadata.Image+`"`)
	assert.Contains(t, dockerfile, `image.description="`+metadata.Description+`"`)
	assert.Contains(t, dockerfile, `image.source="`+metadata.SourceURL+`"`)
	assert.Contains(t, dockerfile, `image.licenses="`+metadata.License+`"`)
	assert.Equal(t, home, metadata.SourceURL)
	require.NotEmpty(t, metadata.ExamplePackageURLs)
	for _, url := range metadata.ExamplePackageURLs {
		folder, found := strings.CutPrefix(url, home+"/tree/main/")
		require.True(t, found, url)
		assert.FileExists(t, folder+"/Kptfile")
	}
}
