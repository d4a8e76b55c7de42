package examples_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/cmd"
	"github.com/registry-profile/registry-profile/internal/golden"
)

// The names under which kustomize runs this test binary as the program.
const (
	execName = "registry-profile"
)

// TestMain lets the test binary act as the program, because kustomize starts the
// program as a separate process.
func TestMain(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case execName, v1alpha1.Kind, v1alpha1.PolicyKind:
		os.Exit(cmd.Run(os.Args[1:], os.Getenv, cmd.Streams{Now: time.Now, In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
	}
	os.Exit(m.Run())
}

// Two examples contain more than a profile. Only kustomize renders the first one.
// The second one is for kpt, which e2e runs.
const (
	existing = "existing-manifests"
	kpt      = "kpt-package"
)

// folders returns the folders of all examples but those.
func folders(t *testing.T) []string {
	profiles, err := filepath.Glob("*/profile.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, profiles)
	var dirs []string
	for _, p := range profiles {
		if dir := filepath.Dir(p); dir != existing && dir != kpt {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

func TestRender(t *testing.T) {
	for _, dir := range folders(t) {
		t.Run(dir, func(t *testing.T) {
			out := render(t, filepath.Join(dir, "profile.yaml"))
			golden.Assert(t, filepath.Join(dir, "expected.yaml"), out)
			assert.Equal(t, string(out), string(render(t, filepath.Join(dir, "profile.yaml"))), "second run")
		})
	}
}

func TestNoOrphans(t *testing.T) {
	used := []string{
		existing + "/README.md", existing + "/kustomization.yaml", existing + "/profile.yaml", existing + "/policy.yaml",
		existing + "/config.yaml", existing + "/foreign.yaml", existing + "/expected.yaml",
		kpt + "/README.md", kpt + "/Kptfile", kpt + "/profile.yaml", kpt + "/config.yaml",
		"embed/README.md", "embed/main.go", // the end-to-end tests build and run it
		"imported-cluster/dump.yaml", // internal/importer imports it
	}
	for _, dir := range folders(t) {
		for _, file := range []string{"README.md", "kustomization.yaml", "profile.yaml", "expected.yaml"} {
			assert.FileExists(t, filepath.Join(dir, file))
			used = append(used, filepath.Join(dir, file))
		}
	}
	golden.NoOrphans(t, "*/*", used)
}

func render(t *testing.T, file string) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	code := cmd.Run([]string{"render", file}, func(string) string { return "" }, cmd.Streams{Now: time.Now, In: &bytes.Buffer{}, Out: &out, Err: &errs})
	require.Zero(t, code, errs.String())
	assert.NotContains(t, errs.String(), "warning:", "an example must have no warnings")
	return out.Bytes()
}

func TestKustomize(t *testing.T) {
	installed(t)
	for _, dir := range folders(t) {
		t.Run(dir, func(t *testing.T) {
			want, err := os.ReadFile(filepath.Join(dir, "expected.yaml"))
			require.NoError(t, err)
			for range 2 {
				assert.Equal(t, string(want), string(build(t, dir)))
			}
		})
	}
}

// TestExisting requires that the function patches and validates existing manifests.
func TestExisting(t *testing.T) {
	installed(t)
	out := build(t, existing)
	golden.Assert(t, filepath.Join(existing, "expected.yaml"), out)
	assert.Equal(t, string(out), string(build(t, existing)))
}

// installed lets kustomize find this test binary as plugin and as function.
func installed(t *testing.T) {
	t.Helper()
	home, bin := t.TempDir(), t.TempDir()
	for _, kind := range []string{v1alpha1.Kind, v1alpha1.PolicyKind} {
		link(t, filepath.Join(home, v1alpha1.APIVersion, strings.ToLower(kind), kind))
	}
	link(t, filepath.Join(bin, execName))
	t.Setenv("KUSTOMIZE_PLUGIN_HOME", home)
	t.Setenv("PATH", bin)
}

func link(t *testing.T, path string) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.Symlink(self, path))
}

func build(t *testing.T, dir string) []byte {
	t.Helper()
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOptionLegacy // as the command line does
	options.PluginConfig = types.EnabledPluginConfig(types.BploUseStaticallyLinked)
	options.PluginConfig.FnpLoadingOptions.EnableExec = true
	resources, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), dir)
	require.NoError(t, err)
	out, err := resources.AsYaml()
	require.NoError(t, err)
	return out
}
