package cluster

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestStaticVolume applies a static volume and its claim. The API server keeps every
// field, a second apply after the binding changes nothing, and the fields that plan
// reports as immutable are rejected.
func TestStaticVolume(t *testing.T) {
	release := testbed.LastRelease(t)
	require.NoError(t, cluster.Install(release))
	for source, fields := range map[string]string{
		"nfs":   `{"nfs": {"server": "filer.example.com", "path": "/registry"}, "mountOptions": ["nfsvers=4.1"]}`,
		"local": `{"local": {"path": "/var/imageregistry", "fsType": "xfs", "nodeName": "worker-0"}}`,
		"csi":   `{"csi": {"driver": "filer.csi.example.com", "volumeHandle": "a", "volumeAttributes": {"b": "c"}, "nodeStageSecretRef": {"name": "d", "namespace": "e"}}}`,
	} {
		t.Run(source, func(t *testing.T) {
			var volume testbed.Object
			require.NoError(t, json.Unmarshal([]byte(fields), &volume))
			volume["name"] = "registry-" + source
			manifests, err := testbed.Render(testbed.Object{
				"apiVersion": "registryprofile.dev/v1alpha1", "kind": "RegistryProfile", "metadata": testbed.Object{"name": "test"},
				"spec": testbed.Object{
					"openshift": testbed.Object{"version": release, "platform": "None"},
					"storage":   testbed.Object{"pvc": testbed.Object{"create": testbed.Object{"persistentVolume": volume}}},
				},
			}, release)
			require.NoError(t, err)
			pv, claim := find(manifests, "PersistentVolume"), find(manifests, "PersistentVolumeClaim")
			require.NoError(t, cluster.Namespaces(manifests))
			t.Cleanup(func() { clean(t, []testbed.Object{pv, claim}) })
			for _, o := range []testbed.Object{pv, claim} {
				live, err := cluster.Apply(o, "argocd-controller")
				require.NoError(t, err)
				holds(t, o, live)
				require.NoError(t, cluster.Bind(o))
				bound, err := cluster.Get(o)
				require.NoError(t, err)
				again, err := cluster.Apply(o, "argocd-controller")
				require.NoError(t, err)
				assert.Equal(t, version(bound), version(again), "the second apply changes nothing")
			}
			for what, patch := range map[string]testbed.Object{
				`{"spec":{"volumeName":"other"}}`:                                     claim,
				`{"spec":{"selector":{"matchLabels":{"a":"b"}}}}`:                     claim,
				`{"spec":{"dataSource":{"kind":"PersistentVolumeClaim","name":"a"}}}`: claim,
				`{"spec":{"volumeMode":"Block"}}`:                                     pv,
				map[string]string{
					"nfs": `{"spec":{"nfs":{"path":"/other"}}}`, "local": `{"spec":{"local":{"path":"/other"}}}`, "csi": `{"spec":{"csi":{"volumeHandle":"other"}}}`,
				}[source]: pv,
			} {
				_, err := cluster.Merge(patch, what)
				assert.Equal(t, http.StatusUnprocessableEntity, testbed.Code(err), what)
			}
		})
	}
	if !t.Failed() {
		fmt.Println("proof: static volumes stay unchanged after they are bound, and their sources are immutable")
	}
}

func version(o testbed.Object) any { return o["metadata"].(testbed.Object)["resourceVersion"] }
