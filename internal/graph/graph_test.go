package graph_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/graph"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// drawn contains the elements of a flowchart, by kind/name.
type drawn struct {
	steps  [][]string // the objects of each, sorted
	others []string   // dashed
	arrows []string   // a --> b, sorted
}

var (
	box   = regexp.MustCompile(`^ *(n\d+)\["(.*)<br/>(.*)"\](:::others)?$`)
	arrow = regexp.MustCompile(`^ *(n\d+) --> (n\d+)$`)
)

// read reads a flowchart. It requires that arrows connect objects that are
// defined before them.
func read(t *testing.T, text string) drawn {
	t.Helper()
	var d drawn
	names := map[string]string{}
	require.True(t, strings.HasPrefix(text, "flowchart LR\n"))
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "  subgraph") {
			d.steps = append(d.steps, nil)
		} else if m := box.FindStringSubmatch(line); m != nil {
			name := m[2] + "/" + m[3]
			require.NotContains(t, names, m[1], "each number identifies one object")
			names[m[1]] = name
			if m[4] != "" {
				d.others = append(d.others, name)
			} else {
				d.steps[len(d.steps)-1] = append(d.steps[len(d.steps)-1], name)
			}
		} else if m := arrow.FindStringSubmatch(line); m != nil {
			require.Contains(t, names, m[1])
			require.Contains(t, names, m[2])
			d.arrows = append(d.arrows, names[m[1]]+" --> "+names[m[2]])
		}
	}
	for _, step := range d.steps {
		slices.Sort(step)
	}
	slices.Sort(d.arrows)
	assert.Equal(t, len(d.others) > 0, strings.Contains(text, "classDef others"), "the style of dashed objects")
	return d
}

func TestMermaid(t *testing.T) {
	tests := map[string]struct {
		spec string
		want drawn
	}{
		"one object": {
			"",
			drawn{steps: [][]string{{"Config/cluster"}}},
		},
		"an unmanaged claim": {
			"storage: {pvc: {claim: a}}",
			drawn{steps: [][]string{{"Config/cluster"}}, others: []string{"PersistentVolumeClaim/a"}, arrows: []string{"Config/cluster --> PersistentVolumeClaim/a"}},
		},
		"a claim with its class": {
			"storage: {pvc: {claim: a, create: {storageClassName: fast}}}",
			drawn{
				steps:  [][]string{{"Config/cluster", "PersistentVolumeClaim/a"}},
				others: []string{"StorageClass/fast"},
				arrows: []string{"Config/cluster --> PersistentVolumeClaim/a", "PersistentVolumeClaim/a --> StorageClass/fast"},
			},
		},
		"credentials": {
			"storage: {s3: {bucket: b, region: r}}, credentials: {externalSecret: {secretStoreRef: {name: vault}, remoteKey: k}}",
			drawn{
				steps:  [][]string{{"ExternalSecret/image-registry-private-configuration-user"}, {"Config/cluster"}},
				others: []string{"ClusterSecretStore/vault"},
				arrows: []string{"Config/cluster --> ExternalSecret/image-registry-private-configuration-user", "ExternalSecret/image-registry-private-configuration-user --> ClusterSecretStore/vault"},
			},
		},
		"a name with a placeholder": {
			`delivery: {placeholders: ArgoCDVaultPlugin}, storage: {pvc: {claim: "<path:a#b>"}}`,
			drawn{steps: [][]string{{"Config/cluster"}}, others: []string{"PersistentVolumeClaim/#lt;path:a#35;b#gt;"}, arrows: []string{"Config/cluster --> PersistentVolumeClaim/#lt;path:a#35;b#gt;"}},
		},
		"an unmanaged certificate": {
			"trust: {registries: {configMapName: cas}}",
			drawn{steps: [][]string{{"Image/cluster"}, {"Config/cluster"}}, others: []string{"ConfigMap/cas"}, arrows: []string{"Image/cluster --> ConfigMap/cas"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			node := yaml.MustParse("apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: prod}\n" +
				"spec: {openshift: {version: \"4.18\", platform: BareMetal}, " + test.spec + "}\n")
			rendered, found := pipeline.Function{Rules: pipeline.NoRules}.Render(node)
			require.Empty(t, found)
			assert.Equal(t, test.want, read(t, graph.Mermaid(rendered.Objects)))
		})
	}
}

// TestMermaidOfAccess checks the references of bindings to roles and service
// accounts, whose names can exist in several namespaces.
func TestMermaidOfAccess(t *testing.T) {
	account := func(namespace string) map[string]any {
		return map[string]any{"kind": "ServiceAccount", "namespace": namespace, "name": "a"}
	}
	objects := []*generators.Object{
		{Kind: openshift.Config, Name: "cluster"}, // applied last
		{Kind: openshift.ServiceAccount, Namespace: "x", Name: "a"},
		{Kind: openshift.Role, Namespace: "x", Name: "r"},
		{Kind: openshift.RoleBinding, Namespace: "x", Name: "b", Fields: []generators.Field{
			{Path: []string{"roleRef", "kind"}, Value: "Role"}, {Path: []string{"roleRef", "name"}, Value: "r"},
			{Path: []string{"subjects"}, Value: []any{account("x"), account("y"), map[string]any{"kind": "Group", "name": "a"}}},
		}},
		{Kind: openshift.ClusterRoleBinding, Name: "c", Fields: []generators.Field{
			{Path: []string{"roleRef", "kind"}, Value: "ClusterRole"}, {Path: []string{"roleRef", "name"}, Value: "r"},
			{Path: []string{"subjects"}, Absent: true},
		}},
	}
	assert.Equal(t, drawn{
		steps:  [][]string{{"ClusterRoleBinding/c", "Role/r", "RoleBinding/b", "ServiceAccount/a"}, {"Config/cluster"}},
		others: []string{"ServiceAccount/a", "ClusterRole/r"},
		arrows: []string{"ClusterRoleBinding/c --> ClusterRole/r", "RoleBinding/b --> Role/r", "RoleBinding/b --> ServiceAccount/a", "RoleBinding/b --> ServiceAccount/a"},
	}, read(t, graph.Mermaid(objects)))
}
