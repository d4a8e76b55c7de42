package transformers_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/kio/kioutil"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/transformers"
)

// inFile sets the file and the index of a node.
func inFile(t *testing.T, node *yaml.RNode, path, index string) *yaml.RNode {
	t.Helper()
	require.NoError(t, node.PipeE(yaml.SetAnnotation(kioutil.PathAnnotation, path)))
	require.NoError(t, node.PipeE(yaml.SetAnnotation(kioutil.IndexAnnotation, index)))
	return node
}

func TestPaths(t *testing.T) {
	const service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n"
	profile := func(path string) *yaml.RNode { return inFile(t, yaml.MustParse("kind: RegistryProfile\n"), path, "0") }
	tests := map[string]struct {
		profile     *yaml.RNode
		node        *yaml.RNode
		others      []*yaml.RNode
		path, index string
	}{
		"beside the profile":        {profile("a/b/profile.yaml"), config().Node(), nil, "a/b/config_cluster.yaml", "0"},
		"in the root":               {profile("profile.yaml"), config().Node(), nil, "config_cluster.yaml", "0"},
		"with its namespace":        {profile("profile.yaml"), claim("images").Node(), nil, "persistentvolumeclaim_openshift-image-registry_images.yaml", "0"},
		"after what the file holds": {profile("profile.yaml"), config().Node(), []*yaml.RNode{inFile(t, yaml.MustParse(service), "config_cluster.yaml", "0")}, "config_cluster.yaml", "1"},
		"in another file":           {profile("profile.yaml"), config().Node(), []*yaml.RNode{inFile(t, yaml.MustParse(service), "config_other.yaml", "0")}, "config_cluster.yaml", "0"},
		"where it is already":       {profile("profile.yaml"), inFile(t, config().Node(), "mine.yaml", "3"), nil, "mine.yaml", "3"},
		"not desired":               {profile("profile.yaml"), yaml.MustParse(service), nil, "", ""},
		"a host without files":      {yaml.MustParse("kind: RegistryProfile\n"), config().Node(), nil, "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			nodes := append(test.others, test.node)
			filter := transformers.Paths{Profile: test.profile, Desired: []*generators.Object{config(), claim("images")}}
			runOn(t, filter, nodes)
			out, err := filter.Filter(nodes)
			require.NoError(t, err)
			path, index, err := kioutil.GetFileAnnotations(out[len(out)-1])
			require.NoError(t, err)
			assert.Equal(t, test.path, path)
			assert.Equal(t, test.index, index)
			for i := range test.others {
				assert.Same(t, nodes[i], out[i])
			}
		})
	}
}

// TestPathsKeepsSharedAnnotations checks that annotations that are an alias are
// not replaced.
func TestPathsKeepsSharedAnnotations(t *testing.T) {
	nodes := parse(t, "apiVersion: "+openshift.Config.GroupVersion().String()+"\nkind: Config\nmetadata:\n  name: cluster\n  labels: &shared {k: v}\n  annotations: *shared\n")
	profile := inFile(t, yaml.MustParse("kind: RegistryProfile\n"), "profile.yaml", "0")
	out, err := transformers.Paths{Profile: profile, Desired: []*generators.Object{config()}}.Filter(nodes)
	require.NoError(t, err)
	assert.Equal(t, "v", out[0].GetAnnotations()["k"])
	assert.Equal(t, map[string]string{"k": "v"}, out[0].GetLabels())
}
