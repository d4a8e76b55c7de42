package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
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
	write("overlay/openapi.json", read(t, "api/v1alpha1/schema/openapi.json"))
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

// TestOverlayMergesCertificates patches the certificates of a base. The host with
// its port is the key.
func TestOverlayMergesCertificates(t *testing.T) {
	base := []string{"a:5000=base", "a=base", "b=base"}
	for _, tt := range []struct {
		name        string
		patch, want []string
	}{
		{"another port is added", []string{"a:5001=new"}, []string{"a:5001=new", "a:5000=base", "a=base", "b=base"}},
		{"the same port is replaced", []string{"a:5000=new"}, []string{"a:5000=new", "a=base", "b=base"}},
		{"no port is replaced", []string{"a=new"}, []string{"a:5000=base", "a=new", "b=base"}},
		{"a port of a host without one is added", []string{"b:5000=new"}, []string{"b:5000=new", "a:5000=base", "a=base", "b=base"}},
		{"all at once", []string{"a:5001=new", "a:5000=new", "a=new"}, []string{"a:5001=new", "a:5000=new", "a=new", "b=base"}},
		{"one is deleted", []string{"a:5000=$patch"}, []string{"a=base", "b=base"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.ElementsMatch(t, tt.want, patched(t, base, tt.patch))
		})
	}
}

// patched returns the certificates, host=ca, that kustomize merges from a base and
// a patch.
func patched(t *testing.T, base, patch []string) []string {
	t.Helper()
	profile := func(certificates []string) []byte {
		list := []map[string]any{}
		for _, c := range certificates {
			host, ca, _ := strings.Cut(c, "=")
			if ca == "$patch" {
				list = append(list, map[string]any{"host": host, "$patch": "delete"})
			} else {
				list = append(list, map[string]any{"host": host, "ca": ca})
			}
		}
		text, err := json.Marshal(map[string]any{
			"apiVersion": "registryprofile.dev/v1alpha1", "kind": "RegistryProfile", "metadata": map[string]any{"name": "a"},
			"spec": map[string]any{"trust": map[string]any{"registries": map[string]any{"certificates": list}}},
		})
		require.NoError(t, err)
		return text
	}
	dir := t.TempDir()
	for name, text := range map[string][]byte{
		"profile.yaml": profile(base), "patch.yaml": profile(patch), "openapi.json": []byte(read(t, "api/v1alpha1/schema/openapi.json")),
		"kustomization.yaml": []byte("resources: [profile.yaml]\nopenapi: {path: openapi.json}\npatches: [{path: patch.yaml}]\n"),
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o644))
	}
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), dir)
	require.NoError(t, err)
	require.Equal(t, 1, resources.Size())
	list, err := resources.Resources()[0].GetSlice("spec.trust.registries.certificates")
	require.NoError(t, err)
	var merged []string
	for _, item := range list {
		certificate := item.(map[string]any)
		merged = append(merged, certificate["host"].(string)+"="+certificate["ca"].(string))
	}
	return merged
}
