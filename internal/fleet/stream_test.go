package fleet_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/fleet"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

func TestBuildObjects(t *testing.T) {
	const (
		whole     = profile + "spec: {openshift: {version: \"4.18\", platform: AWS}}\n---\n"
		configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n"
		policy    = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata: {name: p}\n---\n"
		list      = "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n"
		inline    = "{apiVersion: registryprofile.dev/v1alpha1, kind: RegistryProfile, metadata: {name: prod}, spec: {openshift: {version: \"4.18\", platform: AWS}}}\n"
		item      = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, annotations: {config.kubernetes.io/path: a.yaml}}}\n"
	)
	other := strings.Replace(whole, "prod", "test", 1)
	for name, test := range map[string]struct {
		stream string
		want   []string // clusters with their objects; nil for an error
	}{
		"a profile":                    {whole, []string{"prod: Config//cluster"}},
		"two profiles":                 {whole + other, []string{"prod: Config//cluster", "test: Config//cluster"}},
		"two profiles and a policy":    {whole + policy + other, []string{"prod: Config//cluster", "test: Config//cluster"}},
		"a profile and another object": {configMap + whole, []string{"prod: Config//cluster ConfigMap//a"}},
		"two and another object":       {whole + other + configMap, nil},
		"another object":               {configMap, nil},
		"a policy alone":               {policy, nil},
		"several other objects":        {configMap + configMap, nil},
		"a misspelled kind":            {strings.Replace(whole, "RegistryProfile", "RegistryProfil", 1) + configMap, nil},
		"items":                        {list + "items:\n- " + inline + "- " + item, []string{"prod: Config//cluster ConfigMap//a"}},
		"a functionConfig":             {list + "items:\n- " + item + "functionConfig: " + inline, []string{"prod: Config//cluster ConfigMap//a"}},
		"a copy of the functionConfig": {list + "items:\n- " + inline + "functionConfig: " + inline, []string{"prod: Config//cluster"}},
		"another profile as item":      {list + "items:\n- " + strings.Replace(inline, "prod", "test", 1) + "functionConfig: " + inline, []string{"prod: Config//cluster", "test: Config//cluster"}},
		"a list without items":         {list, nil},
		"an empty list":                {list + "items: []\n", nil},
		"a List":                       {"apiVersion: v1\nkind: List\nitems:\n- " + inline, []string{"prod: Config//cluster"}},
		"a truncated List":             {"apiVersion: v1\nkind: List\n", nil},
		"items that are no objects":    {list + "items: [1]\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			nodes, err := krm.ReadDocuments([]byte(test.stream))
			require.NoError(t, err)
			clusters, found, err := fleet.NewBuilder(pipeline.Function{}, false).BuildObjects(nodes)
			if test.want == nil {
				assert.True(t, err != nil || v1alpha1.HasErrors(found))
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.want, described(clusters))
			for _, c := range clusters {
				for _, o := range c.Objects {
					assert.NotContains(t, o.Node().MustString(), "config.kubernetes.io/", "annotations of the list")
				}
			}
		})
	}
}

// described returns the names of clusters with their objects.
func described(clusters []fleet.Cluster) []string {
	var all []string
	for _, c := range clusters {
		var ids []string
		for _, o := range c.Objects {
			ids = append(ids, o.ID())
		}
		slices.Sort(ids)
		all = append(all, strings.TrimSuffix(c.Name+": "+strings.Join(ids, " "), ": "))
	}
	return all
}

// TestSelects renders the selected clusters only, and names all others.
func TestSelects(t *testing.T) {
	const whole = profile + "spec: {openshift: {version: \"4.18\", platform: AWS}}\n"
	broken := strings.Replace(strings.Replace(whole, "prod", "test", 1), "AWS", "Moon", 1)
	for name, files := range map[string]string{
		"resources":           "-- kustomization.yaml --\nresources: [p.yaml, q.yaml]\n-- p.yaml --\n" + whole + "-- q.yaml --\n" + broken,
		"one profile":         "-- kustomization.yaml --\nresources: [p.yaml]\n-- p.yaml --\n" + whole,
		"beside other":        "-- kustomization.yaml --\nresources: [p.yaml, c.yaml]\n-- p.yaml --\n" + whole + "-- c.yaml --\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
		"that runs a profile": "-- kustomization.yaml --\ngenerators: [p.yaml]\n-- p.yaml --\n" + whole,
	} {
		for _, selected := range []string{"prod", "other"} {
			b := fleet.NewBuilder(pipeline.Function{}, false)
			b.Selects = func(cluster string) bool { return cluster == selected }
			clusters, found, err := b.Build(folder(t, files))
			require.NoError(t, err, name)
			assert.False(t, v1alpha1.HasErrors(found), "%s: errors of other clusters", name)
			assert.Equal(t, "prod", clusters[0].Name, name)
			assert.Equal(t, selected != "prod", clusters[0].Elsewhere, name)
			assert.Equal(t, selected == "prod", len(clusters[0].Objects) > 0, name)
		}
	}
}

func TestMayHaveProfile(t *testing.T) {
	assert.True(t, fleet.MayHaveProfile([]byte(profile)))
	assert.True(t, fleet.MayHaveProfile([]byte(`{"apiVersion": "registryprofile.dev/v1alpha1", "kind": "RegistryProfile"}`)))
	assert.False(t, fleet.MayHaveProfile([]byte("kind: ConfigMap\n")))
}

// TestBuildObjectsWithoutProfile checks which objects are an incorrect profile, and
// which are other manifests.
func TestBuildObjectsWithoutProfile(t *testing.T) {
	for text, manifests := range map[string]bool{
		"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n":                              true,
		"apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\n":                  true,
		"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n":                  false,
		"apiVersion: registryprofiles.dev/v1alpha1\nkind: RegistryProfil\n":                   false,
		"apiVersion: registryprofile.dev/v1alpha1\nkind: Profile\n":                           false,
		"apiVersion: registryprofiles.dev/v1alpha1\nkind: Profile\nmetadata: {name: a}\n":     false,
		"kind: RegistryPolicy\napiVersion: registryprofile.dev/v1alpha1\nmetadata: {name: a}": false,
	} {
		nodes, err := krm.ReadDocuments([]byte(text))
		require.NoError(t, err)
		_, found, err := fleet.NewBuilder(pipeline.Function{}, false).BuildObjects(nodes)
		assert.Equal(t, manifests, err != nil, text)
		assert.Equal(t, !manifests, v1alpha1.HasErrors(found), text)
	}
}
