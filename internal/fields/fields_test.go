package fields_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/fields"
)

func TestDescribe(t *testing.T) {
	for path, want := range map[string]struct {
		first, typ string
		below      string // one of the fields right below it
	}{
		"spec.registry.replicas":                                {"spec.registry.replicas", "integer, at least 0", ""},
		"registry.replicas":                                     {"spec.registry.replicas", "integer, at least 0", ""},
		"spec.exposure.routes[0].name":                          {"spec.exposure.routes[].name", "string", ""},
		"spec.storage.s3":                                       {"spec.storage.s3", "map", "spec.storage.s3.bucket"},
		"spec.registry.tolerations":                             {"spec.registry.tolerations", "list of Kubernetes Toleration", "spec.registry.tolerations.key"},
		"spec.registry.tolerations.key":                         {"spec.registry.tolerations.key", "string", ""},
		"spec.registry.tolerations[0].key":                      {"spec.registry.tolerations.key", "string", ""},
		"spec.registry.affinity.nodeAffinity":                   {"spec.registry.affinity.nodeAffinity", "Kubernetes NodeAffinity", "spec.registry.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution"},
		"spec.imagePruner.resources.limits":                     {"spec.imagePruner.resources.limits", "map of Quantity", ""},
		"spec.registry.topologySpreadConstraints.labelSelector": {"spec.registry.topologySpreadConstraints.labelSelector", "Kubernetes LabelSelector", "spec.registry.topologySpreadConstraints.labelSelector.matchLabels"},
	} {
		t.Run(path, func(t *testing.T) {
			found, err := fields.Describe(path)
			require.NoError(t, err)
			require.NotEmpty(t, found)
			assert.Equal(t, want.first, found[0].Path)
			assert.Equal(t, want.typ, found[0].Type)
			assert.NotEmpty(t, found[0].Doc)
			var below []string
			for _, f := range found[1:] {
				below = append(below, f.Path)
			}
			if want.below == "" {
				assert.Empty(t, below)
			} else {
				assert.Contains(t, below, want.below)
			}
		})
	}
	for _, path := range []string{"spec.registry.tolerations.keys", "spec.registry.replicas.x", "spec.nothing", ""} {
		found, err := fields.Describe(path)
		require.NoError(t, err)
		if path != "" {
			assert.Empty(t, found, path)
		}
	}
}
