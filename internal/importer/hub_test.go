package importer_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/importer"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// TestImportFromHub imports the manifests of a hub. The imported profile renders the
// same manifests, without the storage change, which is a decision about Git.
func TestImportFromHub(t *testing.T) {
	for _, test := range []struct{ file, delivery string }{
		{"../../examples/acm-policy/profile.yaml", ""},
		{"../../examples/acm-policy/profile.yaml", "{tool: ACM, acm: {namespace: policies, policyName: p, placement: existing, remediationAction: inform}}"},
		{"../../examples/hive-syncset/profile.yaml", ""},
		{"../../examples/hive-syncset/profile.yaml", "{tool: Hive, hive: {name: s, clusterDeploymentSelector: {a: b}}}"},
	} {
		t.Run(test.file+" "+test.delivery, func(t *testing.T) {
			text, err := os.ReadFile(test.file)
			require.NoError(t, err)
			profile := yaml.MustParse(string(text))
			require.NoError(t, profile.PipeE(yaml.Lookup("spec"), yaml.Clear("access"))) // not imported
			require.NoError(t, profile.PipeE(yaml.Lookup("spec", "delivery"), yaml.Clear("storageChange")))
			if test.delivery != "" {
				require.NoError(t, profile.PipeE(yaml.Lookup("spec"), yaml.SetField("delivery", yaml.MustParse(test.delivery))))
			}
			want := manifests(t, profile)
			cluster, err := profile.Pipe(yaml.Lookup("spec", "openshift"))
			require.NoError(t, err)
			var nodes []*yaml.RNode
			for _, m := range want {
				nodes = append(nodes, yaml.MustParse(m))
			}
			imported, err := importer.Import(nodes, importer.Options{Name: profile.GetName(), Version: value(t, cluster, "version"), Platform: value(t, cluster, "platform")})
			require.NoError(t, err)
			assert.Empty(t, imported.Notes)
			assert.Equal(t, want, manifests(t, yaml.MustParse(string(imported.Text))), string(imported.Text))
		})
	}
}

// TestImportFromIncompleteHub imports a Policy without its PlacementBinding.
func TestImportFromIncompleteHub(t *testing.T) {
	text, err := os.ReadFile("../../examples/acm-policy/profile.yaml")
	require.NoError(t, err)
	for _, m := range manifests(t, yaml.MustParse(string(text))) {
		node := yaml.MustParse(m)
		if node.GetKind() != "Policy" {
			continue
		}
		imported, err := importer.Import([]*yaml.RNode{node}, importer.Options{Version: "4.18", Platform: "VSphere"})
		require.NoError(t, err)
		assert.NotContains(t, string(imported.Text), "delivery")
		assert.Contains(t, imported.Notes[len(imported.Notes)-1], "spec.delivery")
	}
}

func manifests(t *testing.T, profile *yaml.RNode) []string {
	t.Helper()
	rendered, found := pipeline.Function{Rules: pipeline.NoRules}.Render(profile)
	require.Empty(t, found)
	var texts []string
	for _, o := range rendered.Manifests() {
		text, err := o.Document()
		require.NoError(t, err)
		texts = append(texts, string(text))
	}
	return texts
}
