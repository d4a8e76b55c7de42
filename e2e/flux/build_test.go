package flux

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/fluxcd/pkg/kustomize"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestBuild builds each rendered folder with the builder of
// kustomize-controller and the Kustomization of overlays/flux: the output
// contains every file of the folder unchanged.
func TestBuild(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(testbed.Root(), "overlays/flux/cluster/registry.yaml"))
	require.NoError(t, err)
	var kustomization testbed.Object
	require.NoError(t, yaml.Unmarshal(text, &kustomization))
	folders, err := filepath.Glob(filepath.Join(testbed.Root(), "overlays/flux/rendered/*"))
	require.NoError(t, err)
	require.NotEmpty(t, folders)
	for _, folder := range folders {
		dir := t.TempDir()
		require.NoError(t, os.CopyFS(dir, os.DirFS(folder)))
		_, err := kustomize.NewGenerator(dir, unstructured.Unstructured{Object: kustomization}).WriteFile(dir)
		require.NoError(t, err)
		resources, err := kustomize.SecureBuild(dir, dir, false)
		require.NoError(t, err)
		files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
		require.NoError(t, err)
		assert.Len(t, resources.Resources(), len(files))
		for _, r := range resources.Resources() {
			text, err := r.AsYAML()
			require.NoError(t, err)
			assert.True(t, contains(t, files, text), "%s: %s", folder, text)
		}
	}
	fmt.Printf("proof: Flux's builder builds the rendered folders: %d clusters\n", len(folders))
}

func contains(t *testing.T, files []string, text []byte) bool {
	t.Helper()
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		if assert.ObjectsAreEqual(string(content), string(text)) {
			return true
		}
	}
	return false
}
