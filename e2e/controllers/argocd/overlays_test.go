package argocd

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// overlays commits the folder of the overlays, and gives Argo CD its permissions. It
// returns the folders of the clusters.
func (e *engine) overlays(t *testing.T) []string {
	t.Helper()
	e.create(t, e.target, space("platform-images"))
	require.NoError(t, e.apply(e.target, filepath.Join(testbed.Root(), "overlays/argocd/access.yaml")))
	require.NoError(t, os.CopyFS(filepath.Join(e.repo, "overlays"), os.DirFS(filepath.Join(testbed.Root(), "overlays"))))
	t.Cleanup(func() { e.commit(t, "overlays", nil) })
	require.NoError(t, e.git("add", "-A"))
	require.NoError(t, e.git("commit", "-q", "-m", t.Name()))
	folders, err := filepath.Glob(filepath.Join(e.repo, "overlays/rendered/*"))
	require.NoError(t, err)
	require.Greater(t, len(folders), 3)
	return folders
}

// TestOverlays syncs the manifests of each cluster of the overlays, as rendered
// manifests and by the plugin.
func TestOverlays(t *testing.T) {
	folders := argo.overlays(t)
	for _, folder := range folders {
		cluster := filepath.Base(folder)
		objects := parse(t, rendered(t, folder))
		ways := []string{"rendered"}
		if full || cluster == destination {
			ways = append(ways, "plugin")
		}
		for _, way := range ways {
			t.Run(cluster+"/"+way, func(t *testing.T) {
				var app object
				switch way {
				case "rendered":
					app = argo.application(t, "application.yaml", "overlays/rendered/"+cluster)
				case "plugin":
					app = argo.application(t, "plugin/application.yaml", "overlays/clusters/"+cluster)
					at(app, "spec", "source", "plugin").(object)["parameters"] = []any{object{"name": "cluster", "string": cluster}}
				}
				argo.deploy(t, app, objects...)
				live := argo.await(t, app, "synced", synced)
				assert.Equal(t, map[string]string{"rendered": "Directory", "plugin": "Plugin"}[way], at(live, "status", "sourceType"))
				assert.Len(t, at(live, "status", "resources"), len(objects))
				argo.quiet(t, live, settled)
			})
		}
	}
	prove(t, "Argo CD syncs the overlays of %d clusters until they are healthy, as rendered manifests and by the plugin", len(folders))
}

// TestPlugin renders with the plugin: named by the Application, found by discovery,
// and not for folders of others. A mistake in a profile is the condition's text.
func TestPlugin(t *testing.T) {
	objects := argo.render(t, "aws-s3")
	profile := read(t, "examples/aws-s3/profile.yaml")
	argo.commit(t, "plugin", map[string]string{"profile.yaml": profile})
	for _, named := range []bool{true, false} {
		t.Run(fmt.Sprintf("named=%t", named), func(t *testing.T) {
			app := argo.application(t, "application.yaml", "plugin")
			if named {
				at(app, "spec", "source").(object)["plugin"] = object{"name": "registry-profile"}
			}
			argo.deploy(t, app, objects...)
			live := argo.await(t, app, "synced", synced)
			assert.Equal(t, "Plugin", at(live, "status", "sourceType"))
		})
	}
	t.Run("exec", func(t *testing.T) {
		argo.commit(t, "exec", map[string]string{"profile.yaml": profile, "kustomization.yaml": "generators:\n- profile.yaml\n"})
		app := argo.application(t, "application.yaml", "exec")
		// With a field of kustomize, Argo CD looks for no plugin.
		at(app, "spec", "source").(object)["kustomize"] = object{"commonAnnotations": object{"way": "exec"}}
		argo.deploy(t, app, objects...)
		live := argo.await(t, app, "synced", synced)
		assert.Equal(t, "Kustomize", at(live, "status", "sourceType"))
		assert.Len(t, at(live, "status", "resources"), len(objects))
	})
	t.Run("foreign", func(t *testing.T) {
		argo.commit(t, "foreign", map[string]string{
			"README.md":      "This folder has nothing of RegistryProfile but its name.\n",
			"configmap.yaml": "# RegistryProfile\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\ndata: {kind: RegistryProfile}\n",
		})
		app := argo.application(t, "application.yaml", "foreign")
		delete(at(app, "spec", "syncPolicy").(object), "automated") // only compared
		argo.deploy(t, app)
		live := argo.await(t, app, "compared", func(app object) bool { return at(app, "status", "sourceType") != nil })
		assert.Equal(t, "Directory", at(live, "status", "sourceType"))
	})
	t.Run("mistake", func(t *testing.T) {
		argo.commit(t, "mistake", map[string]string{"profile.yaml": strings.Replace(profile, "bucket:", "buckett:", 1)})
		app := argo.application(t, "plugin/application.yaml", "mistake")
		delete(at(app, "spec", "source", "plugin").(object), "parameters")
		argo.deploy(t, app)
		argo.await(t, app, "refused", func(app object) bool {
			return strings.Contains(fmt.Sprint(at(app, "status", "conditions")), "spec.storage.s3.buckett")
		})
	})
	prove(t, "the plugin renders in Argo CD, named or discovered, and so does its own kustomize; the plugin leaves folders of others alone, and explains mistakes in the Application's condition")
}

// TestApplicationSet generates the Application of the folder whose cluster Argo CD has,
// and reports the clusters that are missing. A folder that is removed takes its
// Application, and leaves the registry alone.
func TestApplicationSet(t *testing.T) {
	folders := argo.overlays(t)
	set := manifest(t, "applicationset.yaml")
	text, err := yaml.Marshal(set)
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal([]byte(strings.ReplaceAll(string(text), "https://git.example.com/platform/registry.git", "file://"+argo.repo)), &set))
	// The repo server keeps what it has read of the branch.
	set["metadata"].(object)["annotations"] = object{"argocd.argoproj.io/application-set-refresh": "true"}
	of := func(folder string) object {
		return object{"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": object{"name": "image-registry-" + filepath.Base(folder), "namespace": namespace}}
	}
	objects := parse(t, rendered(t, filepath.Join(argo.repo, "overlays/rendered", destination)))
	argo.deploy(t, set, objects...)
	t.Cleanup(func() {
		require.NoError(t, argo.hub.Delete(set))
		for _, folder := range folders {
			require.NoError(t, argo.hub.Delete(of(folder)))
		}
	})
	app := of(destination)
	argo.exists(t, argo.hub, app)
	argo.await(t, app, "synced", synced)
	live, err := argo.hub.Get(set)
	require.NoError(t, err)
	// The condition names one cluster and counts the others, the log names all.
	assert.Regexp(t, fmt.Sprintf(`there are no clusters with this name: \S+ \(and %d more\)`, len(folders)-2), fmt.Sprint(at(live, "status", "conditions")))
	log := argo.hub.Log("argocd-applicationset-controller")
	for _, folder := range folders {
		if cluster := filepath.Base(folder); cluster != destination {
			assert.Contains(t, log, "there are no clusters with this name: "+cluster)
			_, err := argo.hub.Get(of(folder))
			assert.Equal(t, 404, testbed.Code(err), cluster)
		}
	}
	argo.commit(t, "overlays/rendered/"+destination, nil)
	_, err = argo.hub.Merge(set, `{"metadata":{"annotations":{"argocd.argoproj.io/application-set-refresh":"true"}}}`)
	require.NoError(t, err)
	argo.gone(t, argo.hub, app)
	for _, o := range objects {
		_, err := argo.target.Get(o)
		assert.NoError(t, err, o["kind"])
	}
	prove(t, "the ApplicationSet generates the Application of a folder, and reports clusters that Argo CD does not have; removing a folder leaves the registry alone")
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(testbed.Root(), file))
	require.NoError(t, err)
	return string(text)
}
