package flux

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/fluxcd/pkg/kustomize"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestTemplates builds the folder that docs/templates.md renders for all clusters
// with the Kustomization and the ConfigMap of one cluster from that page.
func TestTemplates(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(testbed.Root(), "docs/templates.md"))
	require.NoError(t, err)
	_, section, _ := strings.Cut(string(text), "\n## Variables of Flux\n")
	shell := regexp.MustCompile("(?s)```sh\n(.*?)```").FindStringSubmatch(section)
	manifests := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindStringSubmatch(section)
	require.NotNil(t, shell)
	require.NotNil(t, manifests)

	dir := t.TempDir()
	require.NoError(t, os.Symlink(filepath.Join(testbed.Root(), "bin"), filepath.Join(dir, "bin")))
	render := exec.Command("bash", "-euo", "pipefail", "-c", shell[1])
	render.Dir = dir
	out, err := render.CombinedOutput()
	require.NoError(t, err, string(out))

	var values, cluster unstructured.Unstructured
	first, second, _ := strings.Cut(manifests[1], "---\n")
	require.NoError(t, yaml.UnmarshalStrict([]byte(first), &values.Object))
	require.NoError(t, yaml.UnmarshalStrict([]byte(second), &cluster.Object))
	path, _, err := unstructured.NestedString(cluster.Object, "spec", "path")
	require.NoError(t, err)
	folder := filepath.Join(dir, path)
	_, err = kustomize.NewGenerator(folder, cluster).WriteFile(folder)
	require.NoError(t, err)
	resources, err := kustomize.SecureBuild(folder, folder, false)
	require.NoError(t, err)
	require.NotZero(t, resources.Size())
	client := fake.NewClientBuilder().WithObjects(&values).Build()
	for _, r := range resources.Resources() {
		substituted, err := kustomize.SubstituteVariables(t.Context(), client, cluster, r, kustomize.SubstituteWithStrict(true))
		require.NoError(t, err)
		require.NotNil(t, substituted)
		text, err := substituted.AsYAML()
		require.NoError(t, err)
		assert.NotContains(t, string(text), "${")
		assert.Contains(t, string(text), "bucket: images-prod-eu-1")
	}
}
