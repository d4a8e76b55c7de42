package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// TestOverlayAddsToLists patches a profile with one more element of each list
// that has a key.
func TestOverlayAddsToLists(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	write("base/kustomization.yaml", "resources: [profile.yaml]\n")
	write("base/profile.yaml", "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: a}\nspec:\n  exposure: {routes: [{name: one}]}\n  trust: {registries: {configMapName: cas, certificates: [{host: one.example.com, ca: one}]}}\n")
	write("overlay/openapi.json", read(t, "fn/profile/schema/openapi.json"))
	write("overlay/kustomization.yaml", "resources: [../base]\nopenapi: {path: openapi.json}\npatches:\n- patch: |\n    apiVersion: registryprofile.dev/v1alpha1\n    kind: RegistryProfile\n    metadata: {name: a}\n    spec:\n      exposure: {routes: [{name: two}]}\n      trust: {registries: {certificates: [{host: two.example.com, ca: two}, {host: one.example.com, ca: changed}]}}\n")
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), filepath.Join(dir, "overlay"))
	require.NoError(t, err)
	text, err := resources.AsYaml()
	require.NoError(t, err)
	for _, want := range []string{"name: one\n", "name: two\n", "host: one.example.com\n", "host: two.example.com\n", "ca: changed\n"} {
		assert.Contains(t, string(text), want)
	}
	assert.NotContains(t, string(text), "ca: one\n")
}
