package validators

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// TestUnknownAt checks which diagnostics a placeholder makes undecidable.
func TestUnknownAt(t *testing.T) {
	for name, tc := range map[string]struct {
		object, field string
		want          bool
	}{
		"value of the field":            {`{spec: {storage: {s3: {bucket: "${B}"}}}}`, "spec.storage.s3.bucket", true},
		"known value":                   {`{spec: {storage: {s3: {bucket: b, region: "${R}"}}}}`, "spec.storage.s3.bucket", false},
		"scalar above":                  {`{spec: {storage: "{{ storage }}"}}`, "spec.storage.s3.bucket", true},
		"missing field, known siblings": {`{spec: {storage: {s3: {bucket: "${B}"}}}}`, "spec.storage.s3.region", false},
		"missing field, templated keys": {`{spec: {storage: {s3: {"{{ key }}": b}}}}`, "spec.storage.s3.region", true},
		"scalar inside":                 {`{spec: {data: [{secretKey: "{{ key }}"}]}}`, "spec.data", true},
		"element of a list":             {`{spec: {routes: [{name: a}, {name: "${NAME}"}]}}`, "spec.routes[1].name", true},
		"key with periods":              {`{data: {registry.example.com: "{{ ca }}"}}`, "data[registry.example.com]", true},
		"key with periods in a path":    {`{spec: {nodeSelector: {node-role.kubernetes.io/infra: "${V}"}}}`, "spec.nodeSelector.node-role.kubernetes.io/infra", true},
	} {
		rule := Rule{}
		assert.Equal(t, tc.want, rule.unknownAt(yaml.MustParse(tc.object).YNode(), tc.field), name)
	}
	byPresence := Rule{byPresence: true}
	assert.False(t, byPresence.unknownAt(yaml.MustParse(`{spec: {storage: {gcs: {bucket: "${B}"}, pvc: {}}}}`).YNode(), "spec.storage"))
}

func TestKnowledgeString(t *testing.T) {
	assert.Empty(t, Knowledge(0).String())
	assert.Equal(t, "the platform", ClusterPlatform.String())
	assert.Equal(t, "all objects of the cluster, a complete Config and the platform", (WholeCluster | WholeConfig | ClusterPlatform).String())
}
