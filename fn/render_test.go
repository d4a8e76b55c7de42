package fn_test

import (
	"bytes"
	"path/filepath"
	"testing"

	sdk "github.com/GoogleContainerTools/kpt-functions-sdk/go/fn"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/fn"
	"github.com/registry-profile/registry-profile/internal/golden"
	"github.com/registry-profile/registry-profile/internal/manifest"
)

// TestRender renders the profile of every archive and compares with what the
// archive wants.
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
	nodes, err := fn.ReadDocuments(profile)
	require.NoError(t, err)
	require.Len(t, nodes, 1)
	objects, results := fn.Render(nodes[0])
	require.Zero(t, results.ExitCode(), results.String())
	documents, err := fn.Documents(objects, (*manifest.Object).Document)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, fn.WriteDocuments(&out, documents))
	return out.Bytes()
}

func TestReadDocumentsSeparatesWithComments(t *testing.T) {
	nodes, err := fn.ReadDocuments([]byte("# first\na: b\n--- # second\nc: d\n"))
	require.NoError(t, err)
	assert.Len(t, nodes, 2)
}

// TestSaidOnce demands that what a rule says about the profile is not said again
// about the manifests, whatever runs it.
func TestSaidOnce(t *testing.T) {
	const onEmptyDir = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata: {name: a}\n" +
		"spec: {openshift: {version: \"4.16\", platform: BareMetal, environment: NonProduction}, storage: {emptyDir: {}}}\n"
	_, rendered := fn.Render(yaml.MustParse(onEmptyDir))
	asConfig := &fn.ResourceList{FunctionConfig: yaml.MustParse(onEmptyDir)}
	require.True(t, fn.Run(asConfig), asConfig.Results)
	config := yaml.MustParse("apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster}\nspec: {managementState: Managed, replicas: 1, storage: {emptyDir: {}}}\n")
	held := &fn.ResourceList{FunctionConfig: yaml.MustParse("apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata: {name: a}\n"), Items: []*yaml.RNode{yaml.MustParse(onEmptyDir), config}}
	require.True(t, fn.Run(held), held.Results)
	for name, results := range map[string]sdk.Results{"rendered": rendered, "run": asConfig.Results, "held against a policy": held.Results} {
		said := 0
		for _, r := range results {
			if r.Tags[fn.RuleTag] == "ED001" {
				said++
			}
		}
		assert.Equal(t, 1, said, name)
	}
}
