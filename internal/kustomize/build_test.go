package kustomize_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/api/konfig"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/kustomize"
)

// folder writes files, by name, to a new folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	return dir
}

const configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"

const profile = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata:\n  name: prod\n"

// program writes a shell script that replaces this program.
func program(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755))
	return path
}

func TestBuild(t *testing.T) {
	t.Setenv(konfig.KustomizePluginHomeEnv, "")
	prints := program(t, "cat <<EOF\n"+configMap+"EOF\n")
	generated := map[string]string{"kustomization.yaml": "generators: [profile.yaml]\n", "profile.yaml": profile}
	const exec = "apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: a\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: ./program}\n"
	tests := map[string]struct {
		files   map[string]string
		options kustomize.Options
		want    []string // names; nil for an error
	}{
		"resources":                {map[string]string{"kustomization.yaml": "resources: [a.yaml]\nnamePrefix: x-\n", "a.yaml": configMap}, kustomize.Options{}, []string{"x-a"}},
		"a profile that generates": {generated, kustomize.Options{Program: prints}, []string{"a"}},
		"a program that fails":     {generated, kustomize.Options{Program: program(t, "exit 1\n")}, nil},
		"a generator, not allowed": {generated, kustomize.Options{}, nil},
		"an exec function, not allowed": {
			map[string]string{"kustomization.yaml": "resources: [a.yaml]\ntransformers: [thing.yaml]\n", "a.yaml": configMap, "thing.yaml": exec},
			kustomize.Options{Program: prints}, nil,
		},
		"a missing resource": {map[string]string{"kustomization.yaml": "resources: [missing.yaml]\n"}, kustomize.Options{}, nil},
		"no kustomization":   {map[string]string{"a.yaml": configMap}, kustomize.Options{}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			objects, err := kustomize.Build(folder(t, test.files), test.options)
			assert.Empty(t, os.Getenv(konfig.KustomizePluginHomeEnv), "the environment is unchanged")
			if test.want == nil {
				assert.Error(t, err)
				return
			}
			require.NoError(t, err)
			var names []string
			for _, o := range objects {
				names = append(names, o.GetName())
			}
			assert.Equal(t, test.want, names)
		})
	}
}

// TestBuildRetainsPluginHome checks that the plugin folder of the user has
// precedence.
func TestBuildRetainsPluginHome(t *testing.T) {
	home := t.TempDir()
	t.Setenv(konfig.KustomizePluginHomeEnv, home)
	dir := folder(t, map[string]string{"kustomization.yaml": "generators: [profile.yaml]\n", "profile.yaml": profile})
	_, err := kustomize.Build(dir, kustomize.Options{Program: program(t, "exit 0\n")})
	assert.Error(t, err, "the folder does not contain plugins")
	assert.Equal(t, home, os.Getenv(konfig.KustomizePluginHomeEnv))
}

// TestBuildsDoNotOverlap runs builds in parallel. Each build runs a program that
// fails if another instance runs. The race detector detects shared state.
func TestBuildsDoNotOverlap(t *testing.T) {
	t.Setenv(konfig.KustomizePluginHomeEnv, "")
	lock := filepath.Join(t.TempDir(), "lock")
	script := program(t, fmt.Sprintf("mkdir %[1]s || exit 1\nsleep 0.05\nrmdir %[1]s\n", lock))
	dir := folder(t, map[string]string{"kustomization.yaml": "resources: [a.yaml]\ngenerators: [profile.yaml]\n", "a.yaml": configMap, "profile.yaml": profile})
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			objects, err := kustomize.Build(dir, kustomize.Options{Program: script})
			assert.NoError(t, err)
			assert.Len(t, objects, 1)
		})
	}
	group.Wait()
}

func TestNamesProgram(t *testing.T) {
	annotated := func(value string) string {
		return fmt.Sprintf("kind: A\nmetadata: {annotations: {config.kubernetes.io/function: %q}}\n", value)
	}
	for name, test := range map[string]struct {
		document string
		want     bool
	}{
		"exec":                  {annotated("exec: {path: a}"), true},
		"exec, in JSON":         {annotated(`{"exec":{"path":"a"}}`), true},
		"a container":           {annotated("container: {image: a}"), false},
		"text":                  {annotated("exec"), false},
		"not YAML":              {annotated("exec: ["), false},
		"no annotation":         {"kind: A\n", false},
		"not an object":         {"- a\n", false},
		"metadata that is text": {"metadata: a\n", false},
	} {
		assert.Equal(t, test.want, kustomize.NamesProgram(yaml.MustParse(test.document)), name)
	}
}

func TestRead(t *testing.T) {
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		dir := folder(t, map[string]string{name: "resources: [a.yaml]\n"})
		k, file, err := kustomize.Read(dir)
		require.NoError(t, err)
		assert.Equal(t, []string{"a.yaml"}, k.Resources)
		assert.Equal(t, filepath.Join(dir, name), file)
	}
	k, file, err := kustomize.Read(folder(t, map[string]string{"a.yaml": configMap}))
	require.NoError(t, err)
	assert.Nil(t, k)
	assert.Empty(t, file)
	_, _, err = kustomize.Read(folder(t, map[string]string{"kustomization.yaml": "resources: text\n"}))
	assert.ErrorContains(t, err, "kustomization.yaml")
}
