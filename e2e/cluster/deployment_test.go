package cluster

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// TestPodSettings creates a Deployment with the settings of each case of
// internal/decode: the API server rejects what the program reports, and accepts
// the rest.
func TestPodSettings(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(testbed.Root(), "internal", "decode", "testdata", "pods.yaml"))
	require.NoError(t, err)
	var cases []struct {
		Name, Field, Accepted string
		Settings              testbed.Object
	}
	require.NoError(t, yaml.Unmarshal(text, &cases))
	rejected := 0
	for i, test := range cases {
		deployment := deployment(fmt.Sprintf("case-%d", i), test.Settings)
		_, err := cluster.Create(deployment)
		if test.Field == "" || test.Accepted != "" {
			if assert.NoError(t, err, test.Name) {
				assert.NoError(t, cluster.Delete(deployment))
			}
			continue
		}
		assert.Equal(t, http.StatusUnprocessableEntity, testbed.Code(err), test.Name)
		rejected++
	}
	fmt.Printf("proof: the API server rejects a Deployment with %d settings that the program reports, and accepts all other settings\n", rejected)
}

// deployment returns a Deployment with settings of pods. The resources are those
// of its container.
func deployment(name string, settings testbed.Object) testbed.Object {
	container := testbed.Object{"name": "registry", "image": "registry"}
	pod := testbed.Object{"containers": []any{container}}
	for key, value := range settings {
		if key == "resources" {
			container[key] = value
		} else {
			pod[key] = value
		}
	}
	labels := testbed.Object{"docker-registry": "default"}
	return testbed.Object{
		"apiVersion": "apps/v1", "kind": "Deployment",
		"metadata": testbed.Object{"name": name, "namespace": "default"},
		"spec": testbed.Object{
			"selector": testbed.Object{"matchLabels": labels},
			"template": testbed.Object{"metadata": testbed.Object{"labels": labels}, "spec": pod},
		},
	}
}
