package fleet_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/fleet"
)

const profile = `apiVersion: registryprofile.dev/v1alpha1
kind: RegistryProfile
metadata:
  name: prod
`

func TestFind(t *testing.T) {
	tests := map[string]struct {
		files          string
		sources, alone []string
	}{
		"files": {
			"-- a/profile.yaml --\n" + profile + "-- b.yml --\n" + profile + "-- c/other.yaml --\nkind: ConfigMap\n-- d/profile.txt --\n" + profile,
			[]string{"a/profile.yaml", "b.yml"}, nil,
		},
		"hidden folders are skipped": {
			"-- .git/profile.yaml --\n" + profile + "-- a.yaml --\n" + profile,
			[]string{"a.yaml"}, nil,
		},
		"a kustomization replaces its files": {
			"-- a/kustomization.yaml --\nresources: [profile.yaml]\n-- a/profile.yaml --\n" + profile,
			[]string{"a"}, nil,
		},
		"bases and components are not clusters": {
			"-- base/kustomization.yaml --\nresources: [profile.yaml]\n-- base/profile.yaml --\n" + profile +
				"-- fips/kustomization.yaml --\nkind: Component\n-- fips/patch.yaml --\n" + profile +
				"-- prod/kustomization.yaml --\nresources: [../base]\ncomponents: [../fips]\n",
			[]string{"prod"}, nil,
		},
		"an unused component is not a cluster": {
			"-- fips/kustomization.yaml --\nkind: Component\n-- a.yaml --\n" + profile,
			[]string{"a.yaml"}, nil,
		},
		"a file that another kustomization references": {
			"-- common/profile.yaml --\n" + profile + "-- prod/kustomization.yaml --\nresources: [../common/profile.yaml]\n",
			[]string{"prod"}, nil,
		},
		"next to a kustomization that runs functions": {
			"-- a/kustomization.yaml --\ngenerators: [profile.yaml]\n-- a/profile.yaml --\n" + profile +
				"-- b/kustomization.yaml --\ntransformers: [profile.yaml]\n-- b/profile.yaml --\n" + profile +
				"-- c/kustomization.yaml --\nvalidators: [profile.yaml]\n-- c/profile.yaml --\n" + profile,
			[]string{"a/profile.yaml", "b/profile.yaml", "c/profile.yaml"},
			[]string{"a/profile.yaml", "b/profile.yaml", "c/profile.yaml"},
		},
		"profiles in other notations": {
			"-- json.yaml --\n{\"apiVersion\": \"registryprofile.dev/v1alpha1\", \"kind\": \"RegistryProfile\"}\n" +
				"-- misspelled.yaml --\napiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfil\n" +
				"-- second.yaml --\nkind: ConfigMap\n---\nkind:   RegistryProfile\n" +
				"-- broken.yaml --\napiVersion: registryprofile.dev/v1alpha1\n\tkind: [\n",
			[]string{"broken.yaml", "json.yaml", "misspelled.yaml", "second.yaml"}, nil,
		},
		"files that only mention profiles": {
			"-- policy.yaml --\napiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\n" +
				"-- marked.yaml --\nkind: ConfigMap\nmetadata: {annotations: {registryprofile.dev/allow: x}}\n" +
				"-- text.yaml --\nkind: ConfigMap\ndata: {a: RegistryProfile}\n-- list.yaml --\n- RegistryProfile\n-- a.yaml --\n" + profile,
			[]string{"a.yaml"}, nil,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, test.files)
			found, err := fleet.Find(dir)
			require.NoError(t, err)
			assert.Equal(t, test.sources, relative(t, dir, found.Sources))
			assert.Equal(t, test.alone, relative(t, dir, found.Alone))
		})
	}
}

// relative returns paths relative to a folder.
func relative(t *testing.T, dir string, paths []string) []string {
	t.Helper()
	var names []string
	for _, path := range paths {
		name, err := filepath.Rel(dir, path)
		require.NoError(t, err)
		names = append(names, filepath.ToSlash(name))
	}
	return names
}

func TestFindFails(t *testing.T) {
	for name, files := range map[string]string{
		"no profile":                "-- a.yaml --\nkind: ConfigMap\n",
		"hidden ones alone":         "-- .a/profile.yaml --\n" + profile,
		"a broken kustomization":    "-- a/kustomization.yaml --\nresources: text\n-- b.yaml --\n" + profile,
		"kustomizations in a cycle": "-- a/kustomization.yaml --\nresources: [../b]\n-- b/kustomization.yaml --\nresources: [../a]\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := fleet.Find(folder(t, files))
			assert.Error(t, err)
		})
	}
	_, err := fleet.Find(filepath.Join(t.TempDir(), "missing"))
	assert.Error(t, err)
}

func TestBuild(t *testing.T) {
	built, err := fleet.Build(folder(t, "-- kustomization.yaml --\nresources: [profile.yaml]\nnameSuffix: -eu\n-- profile.yaml --\n"+profile))
	require.NoError(t, err)
	require.Len(t, built, 1)
	assert.Equal(t, "prod-eu", built[0].GetName())

	for name, files := range map[string]string{
		"another object": "-- kustomization.yaml --\nresources: [profile.yaml, a.yaml]\n-- profile.yaml --\n" + profile + "-- a.yaml --\napiVersion: v1\nkind: Secret\nmetadata: {name: lost}\n",
		"no object":      "-- kustomization.yaml --\nresources: []\n",
		"not built":      "-- kustomization.yaml --\nresources: [missing.yaml]\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := fleet.Build(folder(t, files))
			assert.Error(t, err)
		})
	}
}
