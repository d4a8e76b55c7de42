package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/e2e/testbed"
)

// mistakes is a Config that every build must reject.
const mistakes = `apiVersion: imageregistry.operator.openshift.io/v1
kind: Config
metadata:
  name: cluster
spec:
  managementState: Removed
  replicas: 2
  storage:
    managementState: Managed
    s3: {bucket: images, region: eu-west-1, virtualHostedStyle: false, trustedCA: {name: ""}}
`

// TestSarif validates the diagnostics against the schema of SARIF 2.1.0, which
// a library contains.
func TestSarif(t *testing.T) {
	module, err := testbed.Download("github.com/owenrumney/go-sarif/v3@v3.3.1")
	require.NoError(t, err)
	source := read(t, filepath.Join(module, "pkg/report/v210/sarif/schema.go"))
	_, text, found := strings.Cut(source, "const schema = `")
	require.True(t, found)
	text, _, found = strings.Cut(text, "`")
	require.True(t, found)
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("sarif.json", document))
	schema, err := compiler.Compile("sarif.json")
	require.NoError(t, err)

	dir := t.TempDir()
	write(t, filepath.Join(dir, "mistakes.yaml"), mistakes)
	out := run(t, dir, os.Environ(), filepath.Join(root(t), "bin/registry-profile"), "lint", "--format", "sarif", "--fail-on", "none", ".")
	var log any
	require.NoError(t, json.Unmarshal([]byte(out), &log))
	assert.NoError(t, schema.Validate(log))
	assert.Contains(t, out, `"ruleId": "ST003"`)
	fmt.Println("proof: lint writes valid SARIF 2.1.0")
}

// TestKptPolicy runs the function on a package as a validator, and as a mutator
// that changes nothing.
func TestKptPolicy(t *testing.T) {
	policy := filepath.Join(t.TempDir(), "policy.yaml")
	write(t, policy, "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata:\n  name: policy\n")
	dir := t.TempDir()
	kptfile := strings.Replace(read(t, filepath.Join(root(t), "examples/kpt-package/Kptfile")), "  mutators:\n", "  KIND:\n", 1)
	kptfile = strings.Replace(kptfile, "configPath: profile.yaml", "configPath: policy.yaml", 1)
	write(t, filepath.Join(dir, "policy.yaml"), strings.Replace(read(t, policy), "metadata:\n", "metadata:\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\n", 1))
	t.Setenv("PATH", filepath.Join(root(t), "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
	good := read(t, filepath.Join(root(t), "examples/zone-spread/expected.yaml"))
	for _, kind := range []string{"validators", "mutators"} {
		t.Run(kind, func(t *testing.T) {
			write(t, filepath.Join(dir, "Kptfile"), strings.Replace(kptfile, "KIND", kind, 1))
			write(t, filepath.Join(dir, "config.yaml"), good)
			before := snapshot(t, dir)
			run(t, dir, os.Environ(), "kpt", "fn", "render", ".", "--allow-exec")
			assert.Equal(t, before, snapshot(t, dir))

			write(t, filepath.Join(dir, "config.yaml"), mistakes)
			before = snapshot(t, dir)
			assert.Contains(t, fails(t, dir, os.Environ(), "kpt", "fn", "render", ".", "--allow-exec"), "[ST003]")
			assert.Equal(t, before, snapshot(t, dir))
		})
	}
}

// TestKptProfileAndPolicy runs a profile as a mutator and a policy as a validator of
// one package, beside foreign manifests.
func TestKptProfileAndPolicy(t *testing.T) {
	dir := t.TempDir()
	local := "metadata:\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\n"
	write(t, filepath.Join(dir, "profile.yaml"), strings.Replace(awsProfile, "metadata: {name: main}\n", local+"  name: main\n", 1))
	write(t, filepath.Join(dir, "policy.yaml"), "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\n"+local+"  name: policy\n")
	write(t, filepath.Join(dir, "loki.yaml"), "apiVersion: objectbucket.io/v1alpha1\nkind: ObjectBucketClaim\nmetadata: {name: loki, namespace: openshift-logging}\nspec: {generateBucketName: loki}\n")
	write(t, filepath.Join(dir, "Kptfile"), "apiVersion: kpt.dev/v1\nkind: Kptfile\n"+local+"  name: main\npipeline:\n  mutators:\n  - exec: registry-profile\n    configPath: profile.yaml\n  validators:\n  - exec: registry-profile\n    configPath: policy.yaml\n")
	t.Setenv("PATH", filepath.Join(root(t), "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
	run(t, dir, os.Environ(), "kpt", "fn", "render", ".", "--allow-exec")
	assert.Contains(t, read(t, filepath.Join(dir, "config_cluster.yaml")), "kind: Config")
	before := snapshot(t, dir)
	run(t, dir, os.Environ(), "kpt", "fn", "render", ".", "--allow-exec")
	assert.Equal(t, before, snapshot(t, dir), "a second run changes nothing")
}

// TestSchemasAreFresh regenerates the schemas of the releases in a copy.
func TestSchemasAreFresh(t *testing.T) {
	dir := t.TempDir()
	run(t, root(t), os.Environ(), "go", "build", "-o", filepath.Join(dir, "generate"), "./internal/crd/generate")
	for _, folder := range []string{"internal/crd", "internal/openshift"} {
		require.NoError(t, os.CopyFS(filepath.Join(dir, folder), os.DirFS(filepath.Join(root(t), folder))))
	}
	files := []string{"internal/crd/schemas.go", "internal/openshift/releases.go"}
	for _, file := range files {
		write(t, filepath.Join(dir, file), "")
	}
	run(t, dir, os.Environ(), filepath.Join(dir, "generate"))
	for _, file := range files {
		assert.Equal(t, read(t, filepath.Join(root(t), file)), read(t, filepath.Join(dir, file)), file)
	}
}
