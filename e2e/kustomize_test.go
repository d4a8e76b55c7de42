package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// kustomizes are the tested versions of kustomize: the oldest and the newest
// supported one.
var kustomizes = []string{"kustomize-5.5.0", "kustomize"}

// TestExamples builds every example with the real kustomize, as a legacy plugin
// and as an exec function, from the root and from the folder itself.
func TestExamples(t *testing.T) {
	env := environment("KUSTOMIZE_PLUGIN_HOME=" + filepath.Join(root(t), "bin", "plugin"))
	builds := 0
	for _, kustomize := range kustomizes {
		for _, file := range glob(t, "examples/*/kustomization.yaml") { // kpt-package has none
			dir := filepath.Dir(file)
			t.Run(kustomize+"/"+dir, func(t *testing.T) {
				want := filepath.Join(root(t), dir, "expected.yaml")
				if filepath.Base(dir) == "kustomize-exec" {
					t.Setenv("PATH", filepath.Join(root(t), "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
					assertFile(t, want, run(t, root(t), environment(), kustomize, "build", "--enable-alpha-plugins", "--enable-exec", dir))
					builds++
					return
				}
				assertFile(t, want, run(t, root(t), env, kustomize, "build", "--enable-alpha-plugins", dir))
				assertFile(t, want, run(t, filepath.Join(root(t), dir), env, kustomize, "build", "--enable-alpha-plugins"))
				builds += 2
			})
		}
	}
	fmt.Printf("proof: kustomize (%v) builds the examples: %d builds\n", kustomizes, builds)
}

// TestMissingPluginIsAnError checks a statement of the README.
func TestMissingPluginIsAnError(t *testing.T) {
	cmd := exec.Command("kustomize", "build", "--enable-alpha-plugins", "examples/aws-s3")
	cmd.Dir, cmd.Env = root(t), environment("KUSTOMIZE_PLUGIN_HOME="+t.TempDir())
	out, err := cmd.Output()
	require.Error(t, err)
	assert.Empty(t, out)
}
