package argocd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/argocd"
)

func TestDiscover(t *testing.T) {
	profile := func(file string) string { return "-- " + file + " --\n" + named("prod") }
	kustomization := func(dir, text string) string { return "-- " + dir + "kustomization.yaml --\n" + text + "\n" }
	inline := "transformers:\n- |\n  " + strings.ReplaceAll(strings.TrimSpace(named("prod")), "\n", "\n  ")
	for name, test := range map[string]struct{ files, want string }{
		"a profile":                   {profile("b.yaml") + "-- a.yaml --\n" + service, "b.yaml"},
		"a second document":           {"-- a.yaml --\n" + service + "---\n" + named("prod"), "a.yaml"},
		"the first":                   {profile("a.yml") + profile("b.yaml"), "a.yml"},
		"one further below":           {profile("x/a.yaml"), ""},
		"other applications":          {"-- a.yaml --\n" + service + "-- b.txt --\n" + named("prod"), ""},
		"nothing":                     {"", ""},
		"the word in a text":          {"-- a.yaml --\n# for kind: RegistryProfile\n" + service, ""},
		"the word in a value":         {"-- a.yaml --\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n    " + strings.ReplaceAll(named("prod"), "\n", "\n    ") + "\n", ""},
		"the kind of another group":   {"-- a.yaml --\n" + strings.Replace(named("prod"), "registryprofile.dev", "example.com", 1), ""},
		"a template":                  {"-- a.yaml --\n{{- if .a }}\n" + named("prod") + "{{- end }}\n", ""},
		"resources":                   {kustomization("", "resources: [p.yaml]") + profile("p.yaml"), "p.yaml"},
		"a file that is not listed":   {kustomization("", "resources: [a.yaml]") + "-- a.yaml --\n" + service + profile("p.yaml"), ""},
		"generators":                  {kustomization("", "generators: [x/p.yaml]") + profile("x/p.yaml"), "x/p.yaml"},
		"an inline transformer":       {kustomization("", inline), "kustomization.yaml"},
		"a base":                      {kustomization("", "resources: [x]") + kustomization("x/", "resources: [z]") + kustomization("x/z/", "transformers: [p.yaml]") + profile("x/z/p.yaml"), "x/z/p.yaml"},
		"a component":                 {kustomization("", "components: [c]") + kustomization("c/", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ntransformers: [p.yaml]") + profile("c/p.yaml"), "c/p.yaml"},
		"configurations in a folder":  {kustomization("", "transformers: [x]") + kustomization("x/", "resources: [p.yaml]") + profile("x/p.yaml"), "x/p.yaml"},
		"a deprecated base":           {kustomization("", "bases: [x]") + kustomization("x/", "resources: [p.yaml]") + profile("x/p.yaml"), "x/p.yaml"},
		"a target of a patch":         {kustomization("", "patches: [{target: {kind: RegistryProfile}, path: a.yaml}]") + "-- a.yaml --\n[]\n", "kustomization.yaml"},
		"a patch":                     {kustomization("", "patches: [{path: a.yaml}]") + profile("a.yaml"), "a.yaml"},
		"a patch of another group":    {kustomization("", "patches: [{target: {group: example.com, kind: RegistryProfile}, path: a.yaml}]") + "-- a.yaml --\n[]\n", ""},
		"a broken kustomization":      {kustomization("", "resources: RegistryProfile") + profile("p.yaml"), ""},
		"a missing file and one more": {kustomization("", "resources: [missing.yaml, p.yaml]") + profile("p.yaml"), "p.yaml"},
		"a file above":                {kustomization("x/", "resources: [../p.yaml]") + profile("p.yaml"), ""},
	} {
		dir := folder(t, test.files)
		if name == "a file above" {
			dir = filepath.Join(dir, "x")
		}
		got, err := argocd.Discover(dir)
		require.NoError(t, err, name)
		assert.Equal(t, test.want, got, name)
	}
}

// TestDiscoverBeside checks a base in a folder beside that of the Application.
func TestDiscoverBeside(t *testing.T) {
	dir := folder(t, "-- base/kustomization.yaml --\nresources: [p.yaml]\n-- base/p.yaml --\n"+named("prod")+"-- prod/kustomization.yaml --\nresources: [../base]\n")
	got, err := argocd.Discover(filepath.Join(dir, "prod"))
	require.NoError(t, err)
	assert.Equal(t, "../base/p.yaml", filepath.ToSlash(got))
}

// TestDiscoverOverlays requires that the plugin takes the folders with profiles of
// this repository, and no others.
func TestDiscoverOverlays(t *testing.T) {
	taken := map[string]bool{"base": true}
	for _, pattern := range []string{"clusters/*", "*/profiles"} {
		folders, err := filepath.Glob(filepath.Join("../../overlays", pattern))
		require.NoError(t, err)
		require.NotEmpty(t, folders)
		for _, folder := range folders {
			relative, err := filepath.Rel("../../overlays", folder)
			require.NoError(t, err)
			taken[filepath.ToSlash(relative)] = true
		}
	}
	require.NoError(t, filepath.WalkDir("../../overlays", func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel("../../overlays", path)
		require.NoError(t, err)
		file, err := argocd.Discover(path)
		require.NoError(t, err)
		assert.Equal(t, taken[filepath.ToSlash(relative)], file != "", "%s: %s", relative, file)
		return nil
	}))
}
