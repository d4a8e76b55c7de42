package main

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
	"k8s.io/kube-openapi/pkg/validation/validate"
	"sigs.k8s.io/kustomize/kyaml/fn/framework"
	"sigs.k8s.io/kustomize/kyaml/resid"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
)

// home is the address of the project in catalogs.
const home = "https://" + module

// TestFunctionDefinitionAgreesWithTheSchema reads the definition with kyaml and
// validates the same profiles as the tests of the JSON Schema.
func TestFunctionDefinitionAgreesWithTheSchema(t *testing.T) {
	group, version, _ := strings.Cut(v1alpha1.APIVersion, "/")
	schema, err := framework.SchemaFromFunctionDefinition(resid.Gvk{Group: group, Version: version, Kind: v1alpha1.Kind}, read(t, "api/v1alpha1/schema/registryprofile.krmfunction.yaml"))
	require.NoError(t, err)
	for _, file := range exampleProfiles(t) {
		assert.NoError(t, validate.AgainstSchema(schema, decoded(t, read(t, file)), strfmt.Default), file)
	}
	archive, err := txtar.ParseFile("internal/resolve/testdata/invalid.txtar")
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

// TestCatalogMetadata compares the metadata for kpt's catalog with the image and
// the repository.
func TestCatalogMetadata(t *testing.T) {
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
