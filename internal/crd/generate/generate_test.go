package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/registry-profile/registry-profile/internal/crd"
	"github.com/registry-profile/registry-profile/internal/openshift"
)

// TestTablesAreCurrent generates the tables from the stored CRDs, in the order
// in which collect returns them.
func TestTablesAreCurrent(t *testing.T) {
	from, err := readSources("..")
	require.NoError(t, err)
	same, err := from.same()
	require.NoError(t, err)
	var files []string
	for _, kind := range []schema.GroupVersionKind{openshift.Certificate, openshift.ExternalSecret, openshift.SecretStore, openshift.ObjectBucketClaim} {
		files = append(files, kind.Kind)
	}
	for _, r := range openshift.Releases {
		version := from.OpenShift.Versions[r.String()]
		assert.NotEmpty(t, version, "no CRDs for %s", r)
		if from.OpenShift.Versions[version] != "" {
			continue // those of another release
		}
		for _, kind := range kinds {
			files = append(files, filepath.Join(r.String(), kind.Kind))
		}
	}
	var crds []crd.Definition
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join("..", stored, file+".json"))
		require.NoError(t, err)
		var c crd.Definition
		require.NoError(t, json.Unmarshal(text, &c))
		crds = append(crds, c)
	}
	want, err := tables(crds, same)
	require.NoError(t, err)
	assertCurrent(t, want, tablesPath)
	releases, err := from.releases()
	require.NoError(t, err)
	want, err = list(releases)
	require.NoError(t, err)
	assertCurrent(t, want, releasesPath)
}

func assertCurrent(t *testing.T, want []byte, path string) {
	t.Helper()
	got, err := os.ReadFile(filepath.Join("..", path))
	require.NoError(t, err)
	assert.True(t, string(want) == string(got), "%s is out of date; run go generate ./internal/crd", path)
}

// TestOmittedIsAnError requires that the generator fails where --crd only says
// what it ignores.
func TestOmittedIsAnError(t *testing.T) {
	_, err := tables([]crd.Definition{{Kind: "Test", Release: "5.0", Schema: map[string]any{"type": "integer", "multipleOf": 2.0}}}, nil)
	assert.ErrorContains(t, err, "Test 5.0: the schema: unknown keyword multipleOf")
	_, err = tables([]crd.Definition{{Kind: "Test", Schema: map[string]any{"type": "file"}}}, nil)
	assert.ErrorContains(t, err, "unknown type file")
}

func TestReleasesOfSources(t *testing.T) {
	var s sources
	s.OpenShift.Versions = map[string]string{"5.10": "v5", "4.9": "v4", "5.2": "4.9", "4.10": "v4", "5.0": "4.9"}
	releases, err := s.releases()
	require.NoError(t, err)
	var names []string
	for _, r := range releases {
		names = append(names, r.String())
	}
	assert.Equal(t, []string{"4.9", "4.10", "5.0", "5.2", "5.10"}, names)
	same, err := s.same()
	require.NoError(t, err)
	assert.Equal(t, [][2]string{{"5.0", "4.9"}, {"5.2", "4.9"}}, same)
	text, err := list(releases)
	require.NoError(t, err)
	assert.Contains(t, string(text), "\t{4, 9}, {4, 10},\n\t{5, 0}, {5, 2}, {5, 10},\n}")

	s.OpenShift.Versions["5.11"] = "5.2"
	_, err = s.same()
	assert.ErrorContains(t, err, "name 4.9")
	s.OpenShift.Versions = map[string]string{"5.x": "v5"}
	_, err = s.releases()
	assert.ErrorContains(t, err, `"5.x"`)
}
