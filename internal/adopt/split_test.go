package adopt

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// profiles returns the profiles of all examples, and those that import generates from
// its test data.
func profiles(t *testing.T) []*yaml.Node {
	t.Helper()
	var texts []string
	examples, err := filepath.Glob("../../examples/*/profile.yaml")
	require.NoError(t, err)
	for _, file := range examples {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		texts = append(texts, string(text))
	}
	archives, err := filepath.Glob("../importer/testdata/public/*.txtar")
	require.NoError(t, err)
	for _, file := range archives {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		for _, f := range archive.Files {
			if f.Name == "want/profile.yaml" {
				texts = append(texts, string(f.Data))
			}
		}
	}
	require.Greater(t, len(texts), 60)
	var nodes []*yaml.Node
	for _, text := range texts {
		profile := yaml.MustParse(text)
		require.NoError(t, profile.SetAnnotations(nil)) // a package of kpt marks it as local
		nodes = append(nodes, profile.YNode())
	}
	return nodes
}

// TestPatches requires that kustomize builds each profile from a base and its patch,
// and that it renders the same: from a base with the fields that all profiles share,
// and from one that is the whole profile of another cluster, whose fields the patch
// replaces and removes.
func TestPatches(t *testing.T) {
	all := profiles(t)
	common, err := baseOf(all)
	require.NoError(t, err)
	for i, profile := range all {
		bases := []*yaml.Node{common, all[(i+1)%len(all)], all[(i+17)%len(all)]}
		neighbors, err := baseOf([]*yaml.Node{profile, all[(i+1)%len(all)]})
		require.NoError(t, err)
		for _, base := range append(bases, neighbors) {
			base = yaml.CopyYNode(base)
			require.NoError(t, setName(base, baseName))
			patch, err := patchOf(base, profile)
			require.NoError(t, err)
			built, err := build(base, patch)
			require.NoError(t, err)
			assert.Equal(t, rendered(t, profile), rendered(t, built))
		}
	}
}

// rendered returns the manifests of a profile.
func rendered(t *testing.T, profile *yaml.Node) string {
	t.Helper()
	result, _ := pipeline.Function{Rules: pipeline.NoRules}.Render(yaml.NewRNode(yaml.CopyYNode(profile)))
	var b strings.Builder
	for _, o := range result.Manifests() {
		text, err := o.Document()
		require.NoError(t, err)
		b.Write(text)
	}
	require.NotEmpty(t, b.String())
	return b.String()
}

// TestPatchIsThin requires that a patch does not repeat the fields of the base, and
// that it removes those that the cluster does not have.
func TestPatchIsThin(t *testing.T) {
	const head = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\n"
	parse := func(text string) *yaml.Node { return yaml.MustParse(head + text).YNode() }
	for _, test := range []struct{ name, base, profile, patch string }{
		{"same",
			"metadata: {name: base}\nspec:\n  openshift: {version: '4.16', platform: AWS}\n",
			"metadata:\n  name: a\nspec:\n  openshift: {version: '4.16', platform: AWS}\n",
			"metadata:\n  name: a\n"},
		{"another storage type",
			"metadata: {name: base}\nspec:\n  storage: {s3: {bucket: b}}\n",
			"metadata:\n  name: a\nspec:\n  storage:\n    emptyDir: {}\n",
			"metadata:\n  name: a\nspec:\n  storage:\n    emptyDir: {}\n    s3: null\n"},
		{"removed field",
			"metadata: {name: base}\nspec:\n  registry: {replicas: 2}\n  trust: {storage: {configMapName: a}}\n",
			"metadata:\n  name: a\nspec:\n  registry:\n    replicas: 3 # three\n",
			"metadata:\n  name: a\nspec:\n  registry:\n    replicas: 3 # three\n  trust: null\n"},
		{"list",
			"metadata: {name: base}\nspec:\n  registry: {tolerations: [{key: a}, {key: b}]}\n",
			"metadata:\n  name: a\nspec:\n  registry:\n    tolerations:\n    - key: b\n",
			"metadata:\n  name: a\nspec:\n  registry:\n    tolerations:\n    - key: b\n"},
		{"empty map in place of another",
			"metadata: {name: base}\nspec:\n  credentials: {existingSecret: {}}\n  registry: {nodeSelector: {a: b}}\n",
			"metadata:\n  name: a\nspec:\n  credentials:\n    existingSecret: {}\n  registry:\n    nodeSelector: {}\n",
			""},
	} {
		t.Run(test.name, func(t *testing.T) {
			patch, err := patchOf(parse(test.base), parse(test.profile))
			require.NoError(t, err)
			text, err := marshal(patch)
			require.NoError(t, err)
			if test.patch != "" {
				assert.Equal(t, head+test.patch, string(text))
			}
			built, err := build(parse(test.base), patch)
			require.NoError(t, err)
			got, err := contentOf(built)
			require.NoError(t, err)
			want, err := contentOf(parse(test.profile))
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
}
