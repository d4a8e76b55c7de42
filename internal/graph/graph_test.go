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
	require.Contains(t, text, "}%%\nflowchart LR\n")
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
			drawn{steps: [][]string{{"Config/cluster"}}, others: []string{"PersistentVolumeClaim/a"}, arrows: []string{"PersistentVolumeClaim/a --> Config/cluster"}},
		},
		"a claim with its class": {
			"storage: {pvc: {claim: a, create: {storageClassName: fast}}}",
			drawn{
				steps:  [][]string{{"Config/cluster", "PersistentVolumeClaim/a"}},
				others: []string{"StorageClass/fast"},
				arrows: []string{"PersistentVolumeClaim/a --> Config/cluster", "StorageClass/fast --> PersistentVolumeClaim/a"},
			},
		},
		"credentials": {
			"storage: {s3: {bucket: b, region: r}}, credentials: {externalSecret: {secretStoreRef: {name: vault}, remoteKey: k}}",
			drawn{
				steps:  [][]string{{"ExternalSecret/image-registry-private-configuration-user"}, {"Config/cluster"}},
				others: []string{"ClusterSecretStore/vault"},
				arrows: []string{"ClusterSecretStore/vault --> ExternalSecret/image-registry-private-configuration-user", "ExternalSecret/image-registry-private-configuration-user --> Config/cluster"},
			},
		},
		"a name with a placeholder": {
			`delivery: {placeholders: ArgoCDVaultPlugin}, storage: {pvc: {claim: "<path:a#b>"}}`,
			drawn{steps: [][]string{{"Config/cluster"}}, others: []string{"PersistentVolumeClaim/#60;path:a#35;b#62;"}, arrows: []string{"PersistentVolumeClaim/#60;path:a#35;b#62; --> Config/cluster"}},
		},
		"an unmanaged certificate": {
			"trust: {registries: {configMapName: cas}}",
			drawn{steps: [][]string{{"Image/cluster"}, {"Config/cluster"}}, others: []string{"ConfigMap/cas"}, arrows: []string{"ConfigMap/cas --> Image/cluster"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			node := yaml.MustParse("apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: prod}\n" +
				"spec: {openshift: {version: \"4.18\", platform: BareMetal}, " + test.spec + "}\n")
			rendered, found := pipeline.Function{Rules: pipeline.NoRules}.Render(node)
			require.Empty(t, found)
			assert.Equal(t, test.want, read(t, graph.Mermaid(graph.Manifests{Objects: rendered.Objects})))
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
		arrows: []string{"ClusterRole/r --> ClusterRoleBinding/c", "Role/r --> RoleBinding/b", "ServiceAccount/a --> RoleBinding/b", "ServiceAccount/a --> RoleBinding/b"},
	}, read(t, graph.Mermaid(graph.Manifests{Objects: objects})))
}

// render renders the profile of an example, with another tool if it is not empty.
func render(t *testing.T, example, tool string) graph.Manifests {
	t.Helper()
	node, err := yaml.ReadFile("../../examples/" + example + "/profile.yaml")
	require.NoError(t, err)
	if tool != "" {
		require.NoError(t, node.PipeE(yaml.LookupCreate(yaml.ScalarNode, "spec", "delivery", "tool"), yaml.FieldSetter{StringValue: tool}))
	}
	rendered, found := pipeline.Function{Rules: pipeline.NoRules}.Render(node)
	require.Empty(t, found)
	return graph.Manifests{Profile: node.GetName(), Tool: rendered.Profile.Spec.Delivery.Tool, Objects: rendered.Objects, Hub: graph.Hub(rendered.Manifests())}
}

// TestSteps compares the titles of the steps, in the order of each tool, and the kinds of
// the last step.
func TestSteps(t *testing.T) {
	for name, test := range map[string]struct {
		example, tool string
		titles        []string
		last          []string
	}{
		"waves":                  {"odf-noobaa-job", "", []string{"Wave -4: access", "Wave -3: claims, CAs", "Wave -1: secrets", "Wave 1: registry", "Wave 2: schedules"}, []string{"CronJob"}},
		"dependencies":           {"vsphere-block", "", []string{"Step 1: registry"}, []string{"PersistentVolumeClaim", "Config"}},
		"folders":                {"odf-noobaa-job", "Flux", []string{"Step 1: _bucket", "Step 2: others"}, []string{"Config"}},
		"stages of a folder":     {"full", "Flux", []string{"Step 1: definitions", "Step 2: others"}, nil},
		"dependencies of kpt":    {"odf-noobaa", "Kpt", []string{"Step 1", "Step 2", "Step 3"}, []string{"Config"}},
		"configuration policies": {"acm-policy", "", []string{"Step 1: credentials", "Step 2: storage", "Step 3: registry", "Step 4: pruner", "Step 5: teams", "Step 6: lists"}, []string{"ConfigurationPolicy"}},
		"patches of a sync set":  {"hive-syncset", "", []string{"Step 1: patches"}, []string{"Config"}},
	} {
		t.Run(name, func(t *testing.T) {
			steps := graph.Steps(render(t, test.example, test.tool))
			var titles, last []string
			for _, s := range steps {
				titles = append(titles, s.Title)
			}
			assert.Equal(t, test.titles, titles)
			for _, id := range steps[len(steps)-1].IDs {
				kind, _, _ := strings.Cut(id, "/")
				last = append(last, kind)
			}
			if test.last != nil {
				assert.ElementsMatch(t, test.last, last)
			}
		})
	}
}

// TestWaveOfPatch follows the sync wave that a patch has set.
func TestWaveOfPatch(t *testing.T) {
	m := render(t, "odf-noobaa-job", "")
	for _, o := range m.Objects {
		if o.Kind == openshift.Config {
			for i, f := range o.Fields {
				if f.Path[len(f.Path)-1] == openshift.ArgoWave {
					o.Fields[i].Value = "7"
				}
			}
		}
	}
	steps := graph.Steps(m)
	assert.Equal(t, graph.Step{Title: "Wave 7", IDs: []string{"Config//cluster"}}, steps[len(steps)-1])
}

// TestHub draws the objects of a hub before the steps that they apply.
func TestHub(t *testing.T) {
	text := graph.Mermaid(render(t, "acm-policy", ""))
	assert.Regexp(t, `(?s)subgraph hub.*Policy<br/>image-registry-acm-policy.*subgraph step1.*n\d+ -\. applies the steps \.-> step1`, text)
	assert.Regexp(t, `n2 ~~~ n5`, text, "the hub is left of the first step")
}

// TestEscapes keeps everything that Mermaid interprets out of the labels.
func TestEscapes(t *testing.T) {
	text := graph.Mermaid(graph.Manifests{Objects: []*generators.Object{{Kind: openshift.Config, Name: "\"];`<b>#1\n%%{init}%%$$_*~&"}}})
	assert.Contains(t, text, `["Config<br/>#34;#93;#59;#96;#60;b#62;#35;1#92;n#37;#37;#123;init#125;#37;#37;#36;#8203;#36;#95;#42;#126;#38;"]`)
}

// TestEdgesOfJobs draws what a Job writes after it.
func TestEdgesOfJobs(t *testing.T) {
	m := render(t, "odf-generated-bucket", "")
	text := read(t, graph.Mermaid(m))
	assert.Contains(t, text.arrows, "Secret/image-registry-private-configuration-user --> Config/cluster")
	job := text.steps[1][0]
	assert.Contains(t, text.arrows, job+" --> Config/cluster")
	assert.Contains(t, text.arrows, job+" --> Secret/image-registry-private-configuration-user")
}
