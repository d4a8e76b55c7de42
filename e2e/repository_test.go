package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const foreignObjects = 200

// repository creates a typical folder of a team: the package of
// examples/kpt-package, and 200 unrelated objects with comments.
func repository(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, file := range []string{"Kptfile", "config.yaml", "profile.yaml"} {
		write(t, filepath.Join(dir, file), read(t, filepath.Join(root(t), "examples/kpt-package", file)))
	}
	resources := "resources:\n- config.yaml\n"
	for i := range foreignObjects {
		file := fmt.Sprintf("team-%03d.yaml", i)
		write(t, filepath.Join(dir, file), fmt.Sprintf(`# object %[1]d
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings-%[1]d # of team %[1]d
  namespace: team-%[1]d
data:
  z: 'quoted'
  a: |
    several
    lines
  list: "[1, 2]" # not a list
`, i))
		resources += "- " + file + "\n"
	}
	write(t, filepath.Join(dir, "kustomization.yaml"), resources)
	return dir
}

func write(t *testing.T, file, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
}

// snapshot returns every file of a folder.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(file string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files[strings.TrimPrefix(file, dir+"/")] = read(t, file)
		}
		return err
	}))
	return files
}

// onlyConfigChanges requires that a command changes config.yaml as expected,
// and no other byte of the folder, and that a second run changes nothing.
func onlyConfigChanges(t *testing.T, dir string, command func()) {
	t.Helper()
	want := snapshot(t, dir)
	want["config.yaml"] = read(t, "testdata/kpt-package-config.yaml")
	for range 2 {
		command()
		got := snapshot(t, dir)
		require.Equal(t, len(want), len(got), "files were added or removed")
		for file := range want {
			assert.Equal(t, want[file], got[file], file)
		}
	}
}

func TestKptRender(t *testing.T) {
	dir := repository(t)
	t.Setenv("PATH", filepath.Join(root(t), "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
	results := t.TempDir()
	onlyConfigChanges(t, dir, func() {
		run(t, dir, environment(), "kpt", "fn", "render", ".", "--allow-exec", "--results-dir", results)
	})
	assert.Contains(t, read(t, filepath.Join(results, "results.yaml")), "exitCode: 0")
}

func TestKptEval(t *testing.T) {
	dir := repository(t)
	onlyConfigChanges(t, dir, func() {
		run(t, dir, environment(), "kpt", "fn", "eval", ".", "--exec", filepath.Join(root(t), "bin/registry-profile"))
	})
}

// TestKptEvalConfig passes the profile as a functionConfig from another folder.
func TestKptEvalConfig(t *testing.T) {
	dir := repository(t)
	elsewhere := filepath.Join(t.TempDir(), "profile.yaml")
	require.NoError(t, os.Rename(filepath.Join(dir, "profile.yaml"), elsewhere))
	onlyConfigChanges(t, dir, func() {
		run(t, dir, environment(), "kpt", "fn", "eval", ".", "--exec", filepath.Join(root(t), "bin/registry-profile"), "--fn-config", elsewhere)
	})
}

// TestKptFailure requires that an error loses no data and is in the results.
func TestKptFailure(t *testing.T) {
	dir, results := repository(t), t.TempDir()
	config := filepath.Join(dir, "config.yaml")
	write(t, config, strings.Replace(read(t, config), "    s3:", "    emptyDir: {}\n    s3:", 1))
	before := snapshot(t, dir)
	fails(t, dir, environment(), "kpt", "fn", "eval", ".", "--exec", filepath.Join(root(t), "bin/registry-profile"), "--results-dir", results)
	assert.Equal(t, before, snapshot(t, dir))
	assert.Contains(t, read(t, filepath.Join(results, "results.yaml")), "rule: ST002")
	fmt.Printf("proof: kpt renders and evaluates a package among %d unrelated objects, and a failure loses no data\n", foreignObjects)
}

// TestKustomizeModes runs the function on the repository as generator,
// transformer and validator, in both ways that need no container engine.
func TestKustomizeModes(t *testing.T) {
	ways := map[string]struct{ annotation, flag string }{
		"plugin": {"", "--enable-alpha-plugins"},
		"exec":   {"    config.kubernetes.io/function: |\n      exec: {path: registry-profile}\n", "--enable-exec"},
	}
	for _, kustomize := range kustomizes {
		for name, way := range ways {
			t.Run(kustomize+"/"+name, func(t *testing.T) { kustomizeModes(t, kustomize, way.annotation, way.flag) })
		}
	}
	fmt.Printf("proof: kustomize (%v) runs the function as generator, transformer and validator: %d ways\n", kustomizes, len(ways))
}

func kustomizeModes(t *testing.T, kustomize, annotation, flag string) {
	dir := repository(t)
	t.Setenv("PATH", filepath.Join(root(t), "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
	env := environment("KUSTOMIZE_PLUGIN_HOME=" + filepath.Join(root(t), "bin", "plugin"))
	build := func() []string {
		return strings.Split(run(t, dir, env, kustomize, "build", "--enable-alpha-plugins", flag), "---\n")
	}
	kustomization := filepath.Join(dir, "kustomization.yaml")
	resources := read(t, kustomization)
	plain := build()
	profile := strings.Replace(read(t, filepath.Join(dir, "profile.yaml")), "  annotations:\n", "  annotations:\n"+annotation, 1)
	write(t, filepath.Join(dir, "profile.yaml"), profile)
	write(t, filepath.Join(dir, "policy.yaml"), "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata:\n  name: policy\n  annotations:\n    any: thing\n"+annotation+"spec:\n  output: None\n  failOn: Warning\n")

	// The hand-written Config breaks a rule, the patched one does not.
	config := filepath.Join(dir, "config.yaml")
	handwritten := read(t, config)
	write(t, kustomization, resources+"validators:\n- policy.yaml\n")
	assert.Contains(t, fails(t, dir, env, kustomize, "build", "--enable-alpha-plugins", flag), "[ST013]")
	write(t, config, read(t, "testdata/kpt-package-config.yaml"))
	write(t, kustomization, resources)
	patched := build()
	write(t, kustomization, resources+"validators:\n- policy.yaml\n")
	assert.Equal(t, patched, build(), "a validator changes nothing")
	write(t, config, handwritten)

	for range 2 {
		write(t, kustomization, resources+"transformers:\n- profile.yaml\nvalidators:\n- policy.yaml\n")
		differsInConfig(t, plain, build())

		write(t, kustomization, strings.Replace(resources, "- config.yaml\n", "", 1)+"generators:\n- profile.yaml\n")
		differsInConfig(t, plain, build())
	}

	damaged := t.TempDir()
	inner, err := filepath.Rel(damaged, dir)
	require.NoError(t, err)
	write(t, kustomization, strings.Replace(resources, "- config.yaml\n", "", 1)+"generators:\n- profile.yaml\n")
	write(t, filepath.Join(damaged, "kustomization.yaml"), "namePrefix: prod-\nresources:\n- "+inner+"\nvalidators:\n- policy.yaml\n")
	write(t, filepath.Join(damaged, "policy.yaml"), read(t, filepath.Join(dir, "policy.yaml")))
	assert.Contains(t, fails(t, damaged, env, kustomize, "build", "--enable-alpha-plugins", flag), "[ST015]")
}

// differsInConfig requires that two builds differ only in the Config.
func differsInConfig(t *testing.T, before, after []string) {
	t.Helper()
	require.Len(t, after, len(before))
	changed := 0
	others := func(documents []string) []string {
		var out []string
		for _, d := range documents {
			if !strings.Contains(d, "\nkind: Config\n") {
				out = append(out, d)
			} else if strings.Contains(d, "replicas: 3") && strings.Contains(d, "registryprofile.dev/provenance") {
				changed++
			}
		}
		return out
	}
	assert.Equal(t, others(before), others(after))
	assert.Equal(t, 1, changed, "only the Config changes")
}

// TestPatchedProfile patches a base profile in its own folder before the
// generator reads it.
func TestPatchedProfile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "base/profile.yaml"), read(t, filepath.Join(root(t), "examples/aws-s3/profile.yaml")))
	write(t, filepath.Join(dir, "base/kustomization.yaml"), "resources:\n- profile.yaml\n")
	write(t, filepath.Join(dir, "prod/profile/kustomization.yaml"), `resources:
- ../../base
patches:
- patch: |
    apiVersion: registryprofile.dev/v1alpha1
    kind: RegistryProfile
    metadata:
      name: prod-eu-1
    spec:
      registry:
        replicas: 5
`)
	write(t, filepath.Join(dir, "prod/kustomization.yaml"), "generators:\n- profile\n")
	env := environment("KUSTOMIZE_PLUGIN_HOME=" + filepath.Join(root(t), "bin", "plugin"))
	assert.Contains(t, run(t, filepath.Join(dir, "prod"), env, "kustomize", "build", "--enable-alpha-plugins"), "replicas: 5")
}
