package argocd

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/argoproj/argo-cd/v3/applicationset/utils"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// TestTemplates renders the ApplicationSet of docs/templates.md for one cluster, as
// Argo CD does, and runs the plugin with its parameters.
func TestTemplates(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root(), "docs/templates.md"))
	require.NoError(t, err)
	manifest := regexp.MustCompile("(?s)```yaml\n(apiVersion: argoproj.*?)```").FindStringSubmatch(string(text))
	require.NotNil(t, manifest)
	var set v1alpha1.ApplicationSet
	require.NoError(t, yaml.UnmarshalStrict([]byte(manifest[1]), &set))
	require.True(t, set.Spec.GoTemplate)

	render := utils.Render{}
	app, err := render.RenderTemplateParams(&v1alpha1.Application{ObjectMeta: metav1.ObjectMeta{Name: set.Spec.Template.Name}, Spec: set.Spec.Template.Spec},
		set.Spec.SyncPolicy, map[string]any{
			"name":     "prod-eu-1",
			"metadata": map[string]any{"labels": map[string]any{"openshift-release": "4.17"}},
		}, set.Spec.GoTemplate, set.Spec.GoTemplateOptions)
	require.NoError(t, err)
	assert.Equal(t, "image-registry-prod-eu-1", app.Name)

	shell := ""
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		if strings.Contains(block[1], app.Spec.Source.Path) && strings.Contains(block[1], "render") {
			shell = block[1]
		}
	}
	require.NotEmpty(t, shell)
	dir := t.TempDir()
	require.NoError(t, os.Symlink(filepath.Join(root(), "bin"), filepath.Join(dir, "bin")))
	write := exec.Command("bash", "-euo", "pipefail", "-c", shell)
	write.Dir = dir
	out, err := write.CombinedOutput()
	require.NoError(t, err, string(out))

	parameters, err := json.Marshal(app.Spec.Source.Plugin.Parameters)
	require.NoError(t, err)
	generate := exec.Command("bin/registry-profile", "cmp", "generate", app.Spec.Source.Path)
	generate.Dir, generate.Env = dir, append(os.Environ(), "ARGOCD_APP_PARAMETERS="+string(parameters))
	manifests, err := generate.Output()
	require.NoError(t, err)
	assert.Contains(t, string(manifests), "bucket: images-prod-eu-1")
}
