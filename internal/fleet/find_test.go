package fleet_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

const profile = `apiVersion: registryprofile.dev/v1alpha1
kind: RegistryProfile
metadata:
  name: prod
`

func TestFind(t *testing.T) {
	tests := map[string]struct {
		files   string
		sources []string
	}{
		"files": {
			"-- a/profile.yaml --\n" + profile + "-- b.yml --\n" + profile + "-- c/other.yaml --\nkind: ConfigMap\n-- d/profile.txt --\n" + profile,
			[]string{"a/profile.yaml", "b.yml"},
		},
		"hidden folders are skipped": {
			"-- .git/profile.yaml --\n" + profile + "-- a.yaml --\n" + profile,
			[]string{"a.yaml"},
		},
		"a kustomization replaces its files": {
			"-- a/kustomization.yaml --\nresources: [profile.yaml]\n-- a/profile.yaml --\n" + profile,
			[]string{"a"},
		},
		"bases and components are not clusters": {
			"-- base/kustomization.yaml --\nresources: [profile.yaml]\n-- base/profile.yaml --\n" + profile +
				"-- fips/kustomization.yaml --\nkind: Component\n-- fips/patch.yaml --\n" + profile +
				"-- prod/kustomization.yaml --\nresources: [../base]\ncomponents: [../fips]\n",
			[]string{"prod"},
		},
		"an unused component is not a cluster": {
			"-- fips/kustomization.yaml --\nkind: Component\n-- a.yaml --\n" + profile,
			[]string{"a.yaml"},
		},
		"a file that another kustomization references": {
			"-- common/profile.yaml --\n" + profile + "-- prod/kustomization.yaml --\nresources: [../common/profile.yaml]\n",
			[]string{"prod"},
		},
		"kustomizations that run functions": {
			"-- a/kustomization.yaml --\ngenerators: [profile.yaml]\n-- a/profile.yaml --\n" + profile +
				"-- b/kustomization.yaml --\ntransformers: [profile.yaml]\n-- b/profile.yaml --\n" + profile +
				"-- c/kustomization.yaml --\nvalidators: [profile.yaml]\n-- c/profile.yaml --\n" + profile,
			[]string{"a", "b", "c"},
		},
		"a kustomization that cannot be read": {
			"-- a/kustomization.yaml --\nresources: text\n-- a/profile.yaml --\n" + profile + "-- b/kustomization.yaml --\nresources: text\n",
			[]string{"a", "b"},
		},
		"a base that is missing": {
			"-- a/kustomization.yaml --\nresources: [../missing]\npatches: [{path: patch.yaml}]\n-- a/patch.yaml --\n" + profile,
			[]string{"a"},
		},
		"a remote base": {
			"-- a/kustomization.yaml --\nresources: ['https://example.com/a']\n-- b/kustomization.yaml --\nresources: ['https://example.com/b']\n-- b/p.yaml --\n" + profile,
			[]string{"b"},
		},
		"an inline profile": {
			"-- a/kustomization.yaml --\ngenerators:\n- |\n  apiVersion: registryprofile.dev/v1alpha1\n  kind: RegistryProfile\n", []string{"a"},
		},
		"a cycle": {
			"-- a/kustomization.yaml --\nresources: [../b, p.yaml]\n-- a/p.yaml --\n" + profile + "-- b/kustomization.yaml --\nresources: [../a]\n", []string{"a"},
		},
		"kustomizations of others": {
			"-- a/kustomization.yaml --\nresources: [a.yaml]\n-- a/a.yaml --\nkind: ConfigMap\n-- b.yaml --\n" + profile, []string{"b.yaml"},
		},
		"profiles in other notations": {
			"-- json.yaml --\n{\"apiVersion\": \"registryprofile.dev/v1alpha1\", \"kind\": \"RegistryProfile\"}\n" +
				"-- misspelled.yaml --\napiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfil\n" +
				"-- second.yaml --\nkind: ConfigMap\n---\nkind:   RegistryProfile\n" +
				"-- broken.yaml --\napiVersion: registryprofile.dev/v1alpha1\n\tkind: [\n",
			[]string{"broken.yaml", "json.yaml", "misspelled.yaml", "second.yaml"},
		},
		"files that only mention profiles": {
			"-- policy.yaml --\napiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\n" +
				"-- marked.yaml --\nkind: ConfigMap\nmetadata: {annotations: {registryprofile.dev/allow: x}}\n" +
				"-- text.yaml --\nkind: ConfigMap\ndata: {a: RegistryProfile}\n-- list.yaml --\n- RegistryProfile\n-- a.yaml --\n" + profile,
			[]string{"a.yaml"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, test.files)
			found, err := fleet.Find(dir)
			require.NoError(t, err)
			assert.Equal(t, test.sources, relative(t, dir, found))
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
		"no profile":        "-- a.yaml --\nkind: ConfigMap\n",
		"hidden ones alone": "-- .a/profile.yaml --\n" + profile,
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
	const whole = profile + "spec: {openshift: {version: \"4.18\", platform: AWS}}\n"
	other := strings.Replace(whole, "prod", "test", 1)
	const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
	for name, test := range map[string]struct {
		files string
		want  map[string][]string // objects by profile; nil for an error
	}{
		"a renamed profile":         {"-- kustomization.yaml --\nresources: [p.yaml]\nnameSuffix: -eu\n-- p.yaml --\n" + whole, map[string][]string{"prod-eu": {"Config//cluster"}}},
		"two profiles":              {"-- kustomization.yaml --\nresources: [p.yaml, q.yaml]\n-- p.yaml --\n" + whole + "-- q.yaml --\n" + other, map[string][]string{"prod": {"Config//cluster"}, "test": {"Config//cluster"}}},
		"a function":                {"-- kustomization.yaml --\ngenerators: [p.yaml]\nresources: [a.yaml]\n-- a.yaml --\n" + configMap + "-- p.yaml --\n" + whole, map[string][]string{"prod": {"Config//cluster", "ConfigMap//a"}}},
		"another object":            {"-- kustomization.yaml --\nresources: [p.yaml, a.yaml]\n-- a.yaml --\n" + configMap + "-- p.yaml --\n" + whole, map[string][]string{"prod": {"Config//cluster", "ConfigMap//a"}}},
		"another object of which":   {"-- kustomization.yaml --\nresources: [p.yaml, q.yaml, a.yaml]\n-- a.yaml --\n" + configMap + "-- p.yaml --\n" + whole + "-- q.yaml --\n" + other, nil},
		"a function and a resource": {"-- kustomization.yaml --\ngenerators: [p.yaml]\nresources: [q.yaml]\n-- p.yaml --\n" + whole + "-- q.yaml --\n" + other, nil},
		"an invalid profile":        {"-- kustomization.yaml --\ngenerators: [p.yaml]\n-- p.yaml --\n" + profile, nil},
		"no profile":                {"-- kustomization.yaml --\nresources: [a.yaml]\n-- a.yaml --\n" + configMap, nil},
		"not built":                 {"-- kustomization.yaml --\nresources: [missing.yaml]\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			clusters, found, err := fleet.NewBuilder(pipeline.Function{}, false).Build(folder(t, test.files))
			if test.want == nil {
				assert.True(t, err != nil || v1alpha1.HasErrors(found))
				return
			}
			require.NoError(t, err)
			got := map[string][]string{}
			for _, c := range clusters {
				for _, o := range c.Objects {
					got[c.Name] = append(got[c.Name], o.ID())
				}
				slices.Sort(got[c.Name])
			}
			assert.Equal(t, test.want, got)
		})
	}
}

// TestBuildOwns recognizes all objects that the profile of a kustomization generates,
// also those without a field of their own, such as a service account.
func TestBuildOwns(t *testing.T) {
	const bucket = profile + "spec: {openshift: {version: \"4.18\", platform: BareMetal}, storage: {noobaa: {bucketName: images}}}\n"
	files := folder(t, "-- kustomization.yaml --\ngenerators: [p.yaml]\nresources: [a.yaml]\n-- a.yaml --\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n-- p.yaml --\n"+bucket)
	clusters, _, err := fleet.NewBuilder(pipeline.Function{}, false).Build(files)
	require.NoError(t, err)
	require.Len(t, clusters, 1)
	var foreign []string
	for _, o := range clusters[0].Objects {
		if !fleet.Ours(o) {
			foreign = append(foreign, o.ID())
		}
	}
	assert.Equal(t, []string{"ServiceAccount//a"}, foreign)
}
