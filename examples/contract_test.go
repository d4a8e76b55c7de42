package examples_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	registryv1 "github.com/openshift/api/imageregistry/v1"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/fn/openshift"
)

// upstream has the upstream type of every kind that we emit.
var upstream = map[string]func() any{
	openshift.Config.Kind:                func() any { return &registryv1.Config{} },
	openshift.PersistentVolumeClaim.Kind: func() any { return &corev1.PersistentVolumeClaim{} },
	openshift.StorageClass.Kind:          func() any { return &storagev1.StorageClass{} },
}

// TestContract decodes everything that the examples emit into the types that
// the cluster's own programs use: a misspelt field cannot pass.
func TestContract(t *testing.T) {
	seen := map[string]bool{}
	for _, dir := range folders(t) {
		for _, object := range documents(t, filepath.Join(dir, "expected.yaml")) {
			var meta struct{ Kind string }
			require.NoError(t, yaml.Unmarshal(object, &meta))
			require.Contains(t, upstream, meta.Kind, dir)
			assert.NoError(t, yaml.UnmarshalStrict(object, upstream[meta.Kind]()), "%s: %s", dir, meta.Kind)
			seen[meta.Kind] = true
		}
	}
	assert.Len(t, seen, len(upstream), "every kind has an example")
}

// TestConfigNeverHolds looks for what the operator owns.
func TestConfigNeverHolds(t *testing.T) {
	for _, dir := range folders(t) {
		text, err := os.ReadFile(filepath.Join(dir, "expected.yaml"))
		require.NoError(t, err)
		for _, word := range []string{"httpSecret", "observedConfig", "status:", "null", "encrypt: false"} {
			assert.NotContains(t, string(text), word, dir)
		}
	}
}

func documents(t *testing.T, file string) [][]byte {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return bytes.Split(text, []byte("\n---\n"))
}
