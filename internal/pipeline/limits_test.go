package pipeline_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

const small = `apiVersion: registryprofile.dev/v1alpha1
kind: RegistryProfile
metadata:
  name: prod
spec:
  openshift: {version: "4.18", platform: AWS}
`

// TestProfileSize requires that every way to read a profile rejects profiles
// whose values have more than a megabyte, and accepts profiles of exactly that
// size.
func TestProfileSize(t *testing.T) {
	require.Equal(t, 1<<20, resolve.MaxBytes)
	tests := map[string]struct {
		profile *yaml.RNode
		refused bool
	}{
		"small":              {yaml.MustParse(small), false},
		"at the limit":       {sized(t, resolve.MaxBytes), false},
		"a byte more":        {sized(t, resolve.MaxBytes+1), true},
		"far more":           {sized(t, 4*resolve.MaxBytes), true},
		"in a list of many":  {listOf(strings.Repeat("x", 1000), 1100), true},
		"in a comment alone": {yaml.MustParse("# " + strings.Repeat("x", resolve.MaxBytes) + "\n" + small), false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, found := function.Profile(test.profile.Copy())
			_, rendered := function.Render(test.profile.Copy())
			list := &krm.ResourceList{FunctionConfig: test.profile.Copy()}
			assert.Equal(t, !test.refused, function.Run(list), "run")
			for way, found := range map[string][]v1alpha1.Diagnostic{"profile": found, "rendered": rendered, "run": list.Diagnostics} {
				assert.Equal(t, test.refused, v1alpha1.HasErrors(found), way)
				if test.refused && assert.Len(t, found, 1, way) {
					assert.Equal(t, "RegistryProfile/prod", found[0].Object, way)
					assert.Empty(t, found[0].Field, way)
					assert.Less(t, len(found[0].Message), 200, "and does not repeat it")
				}
			}
		})
	}
}

// sized returns a profile whose keys and values have that many bytes.
func sized(t *testing.T, bytes int) *yaml.RNode {
	t.Helper()
	node := yaml.MustParse(small)
	require.NoError(t, node.PipeE(yaml.SetAnnotation("example.com/padding", "")))
	padding := strings.Repeat("x", bytes-count(node.YNode()))
	require.NoError(t, node.PipeE(yaml.SetAnnotation("example.com/padding", padding)))
	return node
}

// count returns the bytes of keys and values.
func count(node *yaml.Node) int {
	n := len(node.Value)
	for _, child := range node.Content {
		n += count(child)
	}
	return n
}

// listOf returns a profile with a list of equal texts.
func listOf(text string, times int) *yaml.RNode {
	return yaml.MustParse(small + "  x: [" + strings.Repeat(text+", ", times) + "]\n")
}

// TestFiles requires that diagnostics name the file and the index that the host
// states, of two documents in one file too.
func TestFiles(t *testing.T) {
	const renamed = "apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata:\n  name: other\n  annotations:\n"
	tests := map[string]struct {
		annotations string
		file        string
		index       int
	}{
		"path and index":        {"    internal.config.kubernetes.io/path: a/b.yaml\n    internal.config.kubernetes.io/index: '2'\n", "a/b.yaml", 2},
		"as older hosts write":  {"    config.kubernetes.io/path: a/b.yaml\n    config.kubernetes.io/index: '3'\n", "a/b.yaml", 3},
		"a path alone":          {"    internal.config.kubernetes.io/path: a/b.yaml\n", "a/b.yaml", 0},
		"an index that is text": {"    internal.config.kubernetes.io/path: a/b.yaml\n    internal.config.kubernetes.io/index: x\n", "a/b.yaml", 0},
		"a host without files":  {"    k: v\n", "", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			places := map[string]func() *krm.ResourceList{
				"rule": func() *krm.ResourceList { // on a manifest
					return &krm.ResourceList{FunctionConfig: yaml.MustParse(small), Items: []*yaml.RNode{yaml.MustParse(renamed + test.annotations)}}
				},
				"policy": func() *krm.ResourceList { // the same, from a policy
					return &krm.ResourceList{FunctionConfig: yaml.MustParse(policyOf), Items: []*yaml.RNode{yaml.MustParse(renamed + test.annotations)}}
				},
				"merge": func() *krm.ResourceList { // a change of a transformer
					item := strings.Replace(renamed, "other", "cluster", 1) + test.annotations + "spec: {managementState: Unmanaged}\n"
					return &krm.ResourceList{FunctionConfig: yaml.MustParse(strings.Replace(small, "spec:\n", "spec:\n  registry: {managementState: Managed}\n", 1)), Items: []*yaml.RNode{yaml.MustParse(item)}}
				},
				"no kind": func() *krm.ResourceList { // an item without a kind
					return &krm.ResourceList{FunctionConfig: yaml.MustParse(small), Items: []*yaml.RNode{yaml.MustParse("namespace: openshift-image-registry\nmetadata:\n  annotations:\n" + test.annotations)}}
				},
			}
			for place, list := range places {
				rl := list()
				function.Run(rl)
				if assert.NotEmpty(t, rl.Diagnostics, place) {
					assert.Equal(t, test.file, rl.Diagnostics[0].File, place)
					assert.Equal(t, test.index, rl.Diagnostics[0].Index, place)
				}
			}
		})
	}
}

const policyOf = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata: {name: p}\nspec: {openshift: {version: \"4.18\"}}\n"
