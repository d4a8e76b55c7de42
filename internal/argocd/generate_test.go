package argocd_test

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/argocd"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// named returns a profile.
func named(name string) string {
	return "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: " + name + "}\n" +
		"spec: {openshift: {version: \"4.18\", platform: AWS}}\n"
}

const service = "apiVersion: v1\nkind: Service\nmetadata: {name: other}\n"

// folder writes the files of a txtar archive to a new folder.
func folder(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, txtar.Write(txtar.Parse([]byte(archive)), dir))
	return dir
}

func TestGenerate(t *testing.T) {
	profile := func(file, name string) string { return "-- " + file + " --\n" + named(name) }
	tests := map[string]struct {
		files      string
		parameters argocd.Parameters
		want       []string // objects; nil for an error
	}{
		"files of the folder":        {profile("p.yaml", "prod") + "-- a.yml --\n" + service + "-- b.txt --\n" + service, argocd.Parameters{}, []string{"Service/other", "Config/cluster"}},
		"not those of folders below": {profile("p.yaml", "prod") + profile("x/p.yaml", "test"), argocd.Parameters{}, []string{"Config/cluster"}},
		"a kustomization":            {"-- kustomization.yaml --\nresources: [p.yaml]\n" + profile("p.yaml", "prod") + "-- a.yaml --\n" + service, argocd.Parameters{}, []string{"Config/cluster"}},
		"the file of the parameter":  {profile("p.yaml", "prod") + profile("x/q.yaml", "test") + "-- a.yaml --\n" + service, argocd.Parameters{Profile: "x/q.yaml"}, []string{"Config/cluster"}},
		"the cluster of several":     {profile("p.yaml", "prod") + profile("q.yaml", "test"), argocd.Parameters{Cluster: "test"}, []string{"Config/cluster"}},
		"local configuration":        {profile("p.yaml", "prod") + "-- a.yaml --\n" + strings.Replace(service, "name: other", "name: other, annotations: {config.kubernetes.io/local-config: \"true\"}", 1), argocd.Parameters{}, []string{"Config/cluster"}},
		"rendered before": {
			"-- a.yaml --\n" + strings.Replace(service, "name: other", "name: other, annotations: {registryprofile.dev/provenance: prod created Service//other}", 1),
			argocd.Parameters{}, []string{"Service/other"},
		},
		"rendered before, and a release": {
			"-- a.yaml --\n" + strings.Replace(service, "name: other", "name: other, annotations: {registryprofile.dev/provenance: prod created Service//other}", 1),
			argocd.Parameters{Release: openshift.LastRelease}, nil,
		},
		"files that are no manifests": {
			profile("p.yaml", "prod") + "-- values.yaml --\nglobal: {a: b}\n-- list.yaml --\n- a\n-- broken.yaml --\n\t{\n-- mixed.yaml --\n" + service + "---\na: apiVersion\n---\n# kind\n",
			argocd.Parameters{}, []string{"Service/other", "Config/cluster"},
		},
		"several profiles":         {profile("p.yaml", "prod") + profile("q.yaml", "test"), argocd.Parameters{}, nil},
		"no profile of the name":   {profile("p.yaml", "prod"), argocd.Parameters{Cluster: "test"}, nil},
		"no profile":               {"-- a.yaml --\n" + service, argocd.Parameters{}, nil},
		"a file that is missing":   {profile("p.yaml", "prod"), argocd.Parameters{Profile: "q.yaml"}, nil},
		"a file that is not YAML":  {profile("p.yaml", "prod") + "-- a.yaml --\napiVersion: v1\nkind:\t{\n", argocd.Parameters{}, nil},
		"a broken kustomization":   {"-- kustomization.yaml --\nresources: text\n" + profile("p.yaml", "prod"), argocd.Parameters{}, nil},
		"a kustomization of other": {"-- kustomization.yaml --\nresources: [missing.yaml]\n" + profile("p.yaml", "prod"), argocd.Parameters{}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			items, found, err := argocd.Generate(pipeline.Function{}, folder(t, test.files), test.parameters, false)
			if test.want == nil {
				assert.Error(t, err)
				return
			}
			require.NoError(t, err)
			assert.False(t, v1alpha1.HasErrors(found), found)
			var names []string
			for _, item := range items {
				names = append(names, v1alpha1.ObjectName(item))
			}
			assert.Equal(t, test.want, names)
		})
	}
}

// TestGenerateForRelease checks the parameter release: for a release that does not
// support a field of the profile, Generate does not return manifests.
func TestGenerateForRelease(t *testing.T) {
	dir := folder(t, "-- p.yaml --\n"+strings.Replace(named("prod"), "spec: {", "spec: {storage: {s3: {chunkSizeMiB: 10, bucket: images, region: eu-west-1}}, ", 1))
	for release, ok := range map[openshift.Release]bool{openshift.LastRelease: true, openshift.FirstRelease: false} {
		items, found, err := argocd.Generate(pipeline.Function{}, dir, argocd.Parameters{Release: release}, false)
		require.NoError(t, err)
		assert.Equal(t, ok, !v1alpha1.HasErrors(found), found)
		assert.Equal(t, ok, len(items) > 0)
	}
}

// TestGenerateTool checks that Argo CD does not delete the claim of a profile that names
// no tool, and that a profile for another tool is an error, in a kustomization that
// runs the function and in one that lists the profile.
func TestGenerateTool(t *testing.T) {
	const noTool = "a profile without delivery"
	for tool, ok := range map[string]bool{noTool: true, "ArgoCD": true, "Plain": false, "Flux": false, "Kpt": false} {
		delivery := ", delivery: {tool: " + tool + "}"
		if tool == noTool {
			delivery = ""
		}
		profile := "-- p.yaml --\n" + strings.Replace(named("prod"), "platform: AWS}", "platform: VSphere}, storage: {pvc: {}}"+delivery, 1)
		for _, k := range []string{"", "-- kustomization.yaml --\nresources: [p.yaml]\n", "-- kustomization.yaml --\ngenerators: [p.yaml]\n"} {
			items, found, err := argocd.Generate(pipeline.Function{}, folder(t, profile+k), argocd.Parameters{}, false)
			require.NoError(t, err)
			require.Equal(t, ok, !v1alpha1.HasErrors(found), "%s %s %v", tool, k, found)
			if !ok {
				assert.Equal(t, "spec.delivery.tool", found[0].Field)
				continue
			}
			require.NotEmpty(t, items)
			for _, item := range items {
				assert.Contains(t, item.GetAnnotations()["argocd.argoproj.io/sync-options"], "Prune=false,Delete=false", "%s %s", tool, item.GetName())
			}
		}
	}
}

func TestParseParameters(t *testing.T) {
	release, err := openshift.ParseRelease("4.16")
	require.NoError(t, err)
	tests := map[string]struct {
		text string
		want argocd.Parameters
		errs int
	}{
		"none":               {"", argocd.Parameters{}, 0},
		"an empty list":      {"[]", argocd.Parameters{}, 0},
		"all":                {`[{"name": "profile", "string": "a/b.yaml"}, {"name": "cluster", "string": "c"}, {"name": "release", "string": "4.16"}]`, argocd.Parameters{Profile: "a/b.yaml", Cluster: "c", Release: release}, 0},
		"empty ones":         {`[{"name": "profile", "string": ""}, {"name": "cluster"}, {"name": "release", "string": ""}]`, argocd.Parameters{}, 0},
		"outside the folder": {`[{"name": "profile", "string": "../b.yaml"}, {"name": "cluster", "string": "c"}]`, argocd.Parameters{Cluster: "c"}, 1},
		"an absolute path":   {`[{"name": "profile", "string": "/etc/passwd"}]`, argocd.Parameters{}, 1},
		"a path traversal":   {`[{"name": "profile", "string": "a/../../b"}]`, argocd.Parameters{}, 1},
		"all errors at once": {`[{"name": "profil", "string": "a"}, {"name": "release", "string": "x"}]`, argocd.Parameters{}, 2},
		"not JSON":           {"profile=a", argocd.Parameters{}, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, errs := argocd.ParseParameters(test.text)
			assert.Equal(t, test.want, got)
			assert.Len(t, errs, test.errs)
		})
	}
}

// TestAnnouncements checks that every announced parameter can be set.
func TestAnnouncements(t *testing.T) {
	for _, a := range argocd.Announcements {
		_, errs := argocd.ParseParameters(`[{"name": "` + a.Name + `", "string": "4.16"}]`)
		assert.Empty(t, errs, a.Name)
		assert.NotEmpty(t, a.Title)
		assert.NotEmpty(t, a.Tooltip)
	}
}

func TestPlugin(t *testing.T) {
	text, err := argocd.Plugin("/a/program")
	require.NoError(t, err)
	var p struct {
		Kind string
		Spec struct {
			Discover   struct{ Find struct{ Command []string } }
			Generate   struct{ Command []string }
			Parameters struct{ Static []struct{ Name string } }
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &p))
	assert.Equal(t, "ConfigManagementPlugin", p.Kind)
	assert.Equal(t, []string{"/a/program", "cmp", "discover"}, p.Spec.Discover.Find.Command)
	assert.Equal(t, []string{"/a/program", "cmp", "generate"}, p.Spec.Generate.Command)
	assert.Len(t, p.Spec.Parameters.Static, len(argocd.Announcements))
}
