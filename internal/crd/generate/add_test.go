package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// crdText returns a CRD as a cluster prints it. The spec of the kind has one
// field.
func crdText(group, kind, field string) string {
	return fmt.Sprintf(`apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: %[4]ss.%[1]s
  uid: 0c5f6f0e
  annotations: {include.release.openshift.io/self-managed-high-availability: "true"}
spec:
  group: %[1]s
  names: {kind: %[2]s, plural: %[4]ss}
  scope: Cluster
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        description: a long text
        type: object
        properties:
          spec:
            type: object
            properties:
              %[3]s: {type: string, description: a long text}
status: {storedVersions: [v1]}
`, group, kind, field, strings.ToLower(kind))
}

const operatorGroup = "imageregistry.operator.openshift.io"

// project returns a folder that has the place of internal/crd in a project, with
// the releases 4.22, and 4.23 with its CRDs.
func project(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	dir := filepath.Join(root, "internal", "crd")
	write := func(path, text string) {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, path)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, path), []byte(text), 0o600))
	}
	write(sourcesPath, `{
  "openshift": {
    "module": "github.com/openshift/api",
    "versions": {
      "4.22": "files",
      "4.23": "4.22"
    }
  }
}
`)
	write(readmePath, "for OpenShift 4.22 to 4.23: see\n")
	write(releasesPath, "")
	for _, kind := range kinds {
		write(filepath.Join(filesPath, "4.22", kind.Kind+".yaml"), crdText(kind.Group, kind.Kind, "old"))
	}
	return dir
}

func text(t *testing.T, dir, path string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, path))
	require.NoError(t, err)
	return string(content)
}

func TestAddFromCRDs(t *testing.T) {
	dir := project(t)
	operator, image := filepath.Join(dir, "operator.yaml"), filepath.Join(dir, "image.yaml")
	list := "apiVersion: v1\nkind: List\nitems:\n"
	for _, kind := range []string{"Config", "ImagePruner"} {
		list += "- " + strings.TrimSuffix(strings.ReplaceAll(crdText(operatorGroup, kind, "new"), "\n", "\n  "), "  ")
	}
	require.NoError(t, os.WriteFile(operator, []byte(list), 0o600))
	require.NoError(t, os.WriteFile(image, []byte(crdText("config.openshift.io", "Image", "new")+"---\n"), 0o600))

	require.NoError(t, add(dir, []string{"add", "5.0", "--crd", operator, image}))
	require.NoError(t, generate(dir))
	assert.Contains(t, text(t, dir, sourcesPath), "      \"4.23\": \"4.22\",\n      \"5.0\": \"files\"\n    }\n")
	assert.Equal(t, "for OpenShift 4.22 to 5.0: see\n", text(t, dir, readmePath))
	assert.Contains(t, text(t, dir, releasesPath), "\t{4, 22}, {4, 23},\n\t{5, 0},\n")
	assert.Contains(t, text(t, dir, tablesPath), `var sameCRDs = map[string]string{"4.23": "4.22"}`)
	assert.Contains(t, text(t, dir, tablesPath), `{Group: "config.openshift.io", Kind: "Image", Release: "5.0", Node: `)
	assert.Contains(t, text(t, dir, stored+"/5.0/Config.json"), `"new"`)
	kept := text(t, dir, filesPath+"/5.0/ImagePruner.yaml")
	for _, dropped := range []string{"a long text", "uid", "status", "annotations"} {
		assert.NotContains(t, kept, dropped)
	}
	assert.Contains(t, kept, "plural: imagepruners", "an API server can serve it")

	require.NoError(t, add(dir, []string{"add", "5.1", "--same", "5.0"}))
	require.NoError(t, generate(dir))
	assert.Contains(t, text(t, dir, tablesPath), `var sameCRDs = map[string]string{"4.23": "4.22", "5.1": "5.0"}`)
	assert.NoDirExists(t, filepath.Join(dir, stored, "5.1"))
}

func TestAddFails(t *testing.T) {
	dir := project(t)
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	var complete []string
	for _, kind := range kinds {
		complete = append(complete, write(kind.Kind, crdText(kind.Group, kind.Kind, "new")))
	}
	strange := write("strange", strings.Replace(crdText(operatorGroup, "Config", "new"), "type: string,", "type: string, multipleOf: 2,", 1))
	before := text(t, dir, sourcesPath)
	for message, args := range map[string][]string{
		"usage":                          {"remove", "5.0", "v0"},
		"usage: ":                        {"add", "5.0"},
		"usage: go":                      {"add", "5.0", "v0.0.0", "more"},
		"usage: go run":                  {"add", "5.0", "--crd"},
		"usage: go run ./internal":       {"add", "5.0", "--from", "x"},
		`"5" is not a release`:           {"add", "5", "v0"},
		`"v5.0" is not`:                  {"add", "v5.0", "v0"},
		"4.23 does not follow 4.23":      {"add", "4.23", "v0"},
		"4.9 does not follow 4.23":       {"add", "4.9", "v0"},
		"--same: 4.20":                   {"add", "5.0", "--same", "4.20"},
		"which has those of 4.22":        {"add", "5.0", "--same", "4.23"},
		"absent":                         {"add", "5.0", "--crd", "absent"},
		"no file contains the CRD of Im": {"add", "5.0", "--crd", complete[0], complete[1]},
		"contains no object":             {"add", "5.0", "--crd", write("empty", "# nothing\n")},
		"not a CustomResourceDefinition": {"add", "5.0", "--crd", write("other", "kind: ConfigMap\n")},
		"spec.new: unknown keyword mul":  {"add", "5.0", "--crd", strange, complete[1], complete[2]},
	} {
		assert.ErrorContains(t, add(dir, args), message, args)
	}
	assert.Equal(t, before, text(t, dir, sourcesPath), "an error changes nothing")
	assert.NoDirExists(t, filepath.Join(dir, filesPath, "5.0"))
}
