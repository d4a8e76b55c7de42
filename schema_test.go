package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

// TestSchemaAcceptsExamples validates the profiles of all examples.
func TestSchemaAcceptsExamples(t *testing.T) {
	schema := compiled(t)
	for _, file := range exampleProfiles(t) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.NoError(t, schema.Validate(instance(t, text)), file)
		assert.True(t, bytes.HasPrefix(text, []byte("# yaml-language-server: $schema=../../api/v1alpha1/schema/registryprofile.json\n")), "%s does not name its schema for editors", file)
	}
}

// TestSchemaAcceptsValidProfiles validates the profiles of other tests that the
// function accepts.
func TestSchemaAcceptsValidProfiles(t *testing.T) {
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
				continue // invalid on purpose
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

// TestSchemaRejectsInvalidProfiles validates the profiles for which other tests
// expect errors.
func TestSchemaRejectsInvalidProfiles(t *testing.T) {
	schema := compiled(t)
	archive, err := txtar.ParseFile("internal/resolve/testdata/invalid.txtar")
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
