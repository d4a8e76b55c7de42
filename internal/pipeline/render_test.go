package pipeline_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/golden"
	"github.com/registry-profile/registry-profile/internal/krm"
)

// TestRender renders the profile of every archive and compares the result with
// the archive.
func TestRender(t *testing.T) {
	files, err := filepath.Glob("testdata/render/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			require.NoError(t, err)
			require.Len(t, archive.Files, 2)
			archive.Files[1].Data = render(t, archive.Files[0].Data)
			golden.Assert(t, file, txtar.Format(archive))
		})
	}
}

func render(t *testing.T, profile []byte) []byte {
	t.Helper()
	nodes, err := krm.ReadDocuments(profile)
	require.NoError(t, err)
	require.Len(t, nodes, 1)
	rendered, found := function.Render(nodes[0])
	require.False(t, v1alpha1.HasErrors(found), found)
	documents, err := krm.Documents(rendered.Manifests(), (*generators.Object).Document)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, krm.WriteDocuments(&out, documents))
	return out.Bytes()
}

func TestReadDocumentsSeparatesWithComments(t *testing.T) {
	nodes, err := krm.ReadDocuments([]byte("# first\na: b\n--- # second\nc: d\n"))
	require.NoError(t, err)
	assert.Len(t, nodes, 2)
}

// TestReportedOnce requires that a rule reports a mistake of the profile once,
// and not again for the manifests, in every way to run the function.
func TestReportedOnce(t *testing.T) {
	const onEmptyDir = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: a}\n" +
		"spec: {openshift: {version: \"4.16\", platform: BareMetal, environment: NonProduction}, storage: {emptyDir: {}}}\n"
	_, rendered := function.Render(yaml.MustParse(onEmptyDir))
	asConfig := &krm.ResourceList{FunctionConfig: yaml.MustParse(onEmptyDir)}
	require.True(t, function.Run(asConfig), asConfig.Diagnostics)
	config := yaml.MustParse("apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster}\nspec: {managementState: Managed, replicas: 1, storage: {emptyDir: {}}}\n")
	checked := &krm.ResourceList{FunctionConfig: yaml.MustParse("apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata: {name: a}\n"), Items: []*yaml.RNode{yaml.MustParse(onEmptyDir), config}}
	require.True(t, function.Run(checked), checked.Diagnostics)
	for name, found := range map[string][]v1alpha1.Diagnostic{"rendered": rendered, "run": asConfig.Diagnostics, "checked by a policy": checked.Diagnostics} {
		reports := 0
		for _, d := range found {
			if d.Rule == "ED001" {
				reports++
			}
		}
		assert.Equal(t, 1, reports, name)
	}
}
