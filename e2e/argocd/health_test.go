package argocd

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/argoproj/argo-cd/v3/util/lua"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

const settings = "overlays/argocd/settings"

// apiVersions are those of the kinds with a health check.
var apiVersions = map[string]string{
	"Config": "imageregistry.operator.openshift.io/v1", "ImagePruner": "imageregistry.operator.openshift.io/v1", "ObjectBucketClaim": "objectbucket.io/v1alpha1",
}

// TestHealth runs the health checks of overlays/argocd/settings in Argo CD's own
// virtual machine, and one for each kind and state with Argo CD's own command.
func TestHealth(t *testing.T) {
	scripts := healthChecks(t)
	require.ElementsMatch(t, slices.Collect(maps.Keys(apiVersions)), slices.Collect(maps.Keys(scripts)))
	states, runs := 0, 0
	for kind, script := range scripts {
		cases, err := txtar.ParseFile(filepath.Join(root(), "overlays/testdata/health", kind+".txtar"))
		require.NoError(t, err)
		seen := map[string]bool{}
		for _, c := range cases.Files {
			object := unstructured.Unstructured{}
			require.NoError(t, yaml.Unmarshal(c.Data, &object.Object), c.Name)
			object.SetAPIVersion(apiVersions[kind])
			object.SetKind(kind)
			object.SetName("cluster")
			integers(object.Object)
			want := filepath.Dir(c.Name)
			got, err := lua.VM{}.ExecuteHealthLua(&object, script)
			require.NoError(t, err, "%s %s", kind, c.Name)
			assert.Equal(t, want, string(got.Status), "%s %s", kind, c.Name)
			states++
			if seen[want] {
				continue
			}
			seen[want] = true
			runs++
			assert.Contains(t, command(t, object), "STATUS: "+want+"\n", "%s %s", kind, c.Name)
		}
		assert.Len(t, seen, 3, kind)
	}
	fmt.Printf("proof: Argo CD's virtual machine and its command agree with the health checks: %d states, %d runs of the command\n", states, runs)
}

// healthChecks returns the scripts by kind. Both settings contain the same.
func healthChecks(t *testing.T) map[string]string {
	t.Helper()
	var cm struct{ Data map[string]string }
	var argocd struct {
		Spec struct {
			ResourceHealthChecks []struct{ Kind, Check string }
		}
	}
	for file, into := range map[string]any{"argocd-cm.yaml": &cm, "argocd.yaml": &argocd} {
		text, err := os.ReadFile(filepath.Join(root(), settings, file))
		require.NoError(t, err)
		require.NoError(t, yaml.Unmarshal(text, into))
	}
	scripts := map[string]string{}
	for key, script := range cm.Data {
		if name, ok := strings.CutPrefix(key, "resource.customizations.health."); ok {
			_, kind, _ := strings.Cut(name, "_")
			scripts[kind] = script
		}
	}
	require.Len(t, argocd.Spec.ResourceHealthChecks, len(scripts))
	for _, check := range argocd.Spec.ResourceHealthChecks {
		require.Equal(t, scripts[check.Kind], check.Check, check.Kind)
	}
	return scripts
}

// command returns the health of an object as the command argocd prints it.
func command(t *testing.T, object unstructured.Unstructured) string {
	t.Helper()
	text, err := yaml.Marshal(object.Object)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "object.yaml")
	require.NoError(t, os.WriteFile(file, text, 0o644))
	argocd := exec.Command(tool("argocd-cmp-server"), "admin", "settings", "resource-overrides", "health", file, "--argocd-cm-path", filepath.Join(root(), settings, "argocd-cm.yaml"))
	argocd.Env = append(os.Environ(), "ARGOCD_BINARY_NAME=argocd")
	out, err := argocd.CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

// integers converts numbers to integers, as the clients of the API server do.
func integers(object map[string]any) {
	for key, value := range object {
		switch v := value.(type) {
		case map[string]any:
			integers(v)
		case float64:
			object[key] = int64(v)
		}
	}
}
