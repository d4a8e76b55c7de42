package pipeline

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
)

// function is the Function under test.
var function = Function{Now: time.Now}

// listed returns a krm.ResourceList of YAML documents and a functionConfig.
func listed(documents, config string) string {
	var b strings.Builder
	b.WriteString("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n")
	for _, document := range strings.Split("\n"+documents, "\n---\n") {
		if document = strings.Trim(document, "\n"); document != "" {
			b.WriteString("- " + strings.ReplaceAll(document, "\n", "\n  ") + "\n")
		}
	}
	if config != "" {
		b.WriteString("functionConfig:\n  " + strings.ReplaceAll(strings.TrimSpace(config), "\n", "\n  ") + "\n")
	}
	return b.String()
}

const policy = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryPolicy\nmetadata: {name: p}\nspec: {openshift: {version: \"4.22\"}}\n"

// foreign are objects in an archive that are not relevant, or barely so.
const foreign = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app # a comment
  namespace: team
spec: {replicas: 2}
---
apiVersion: v1
kind: Service
metadata:
  name: service
  annotations:
    config.kubernetes.io/path: 'a/config_cluster.yaml'
    config.kubernetes.io/index: '0'
---
apiVersion: v1
kind: Service
metadata: {name: unusual}
spec:
  text: "two
    lines"
---
metadata: {name: nothing}
`

// faulty are objects that make the function fail.
const faulty = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  namespace: team
  annotations: {argocd.argoproj.io/sync-options: "Prune=false,Prune=true"}
---
apiVersion: v1
kind: Secret
metadata:
  name: image-registry-private-configuration-user
data:
  a: Yg==
---
apiVersion: example.com/v1
kind: Thing
metadata:
  name: renamed
  annotations:
    registryprofile.dev/provenance: a created Thing//thing
`

// formerResults are results that an earlier function has written.
const formerResults = "results:\n- message: a\n  severity: info\n- message: b\n"

// corpus returns lists of the input of all other tests.
func corpus(t testing.TB) []string {
	t.Helper()
	var texts []string
	add := func(documents, config string) {
		texts = append(texts, listed(documents+"---\n"+foreign, config), listed(documents+"---\n"+faulty, config)+formerResults)
	}
	files, err := filepath.Glob("testdata/converge/*.txtar")
	require.NoError(t, err)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		add(string(archive.Files[1].Data), string(archive.Files[0].Data))
	}
	files, err = filepath.Glob("../../validators/testdata/*.txtar")
	require.NoError(t, err)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		for _, f := range archive.Files {
			add(string(f.Data), policy)
		}
	}
	files, err = filepath.Glob("../../examples/*/expected.yaml")
	require.NoError(t, err)
	for _, file := range files {
		expected, err := os.ReadFile(file)
		require.NoError(t, err)
		profile, err := os.ReadFile(filepath.Join(filepath.Dir(file), "profile.yaml"))
		require.NoError(t, err)
		add(string(expected), string(profile))
		inFile := strings.Replace(string(profile), "metadata:\n", "metadata:\n  annotations: {config.kubernetes.io/path: a/profile.yaml}\n", 1)
		add("", inFile)
		add(string(expected), inFile)
		add("apiVersion: elsewhere/v1\nkind: RegistryProfile\n", string(profile))
	}
	require.Greater(t, len(texts), 200)
	return texts
}

// TestSameWithoutParsing runs the function on the input of all other tests,
// with all items parsed and with only the relevant ones parsed.
func TestSameWithoutParsing(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the function twice on the input of all other tests")
	}
	kept := 0
	for _, text := range corpus(t) {
		kept += sameWithoutParsing(t, text)
	}
	assert.Greater(t, kept, 200, "placeholders")
}

// FuzzSameWithoutParsing repeats the comparison with arbitrary lists.
func FuzzSameWithoutParsing(f *testing.F) {
	for _, text := range corpus(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { sameWithoutParsing(t, text) })
}

// sameWithoutParsing returns the number of items that were not parsed.
func sameWithoutParsing(t *testing.T, text string) int {
	t.Helper()
	fast, fastErr := krm.ReadResourceList(strings.NewReader(text), MayConcern)
	slow, slowErr := krm.ParseResourceList(strings.NewReader(text))
	if fastErr != nil || slowErr != nil {
		require.Equal(t, fmt.Sprint(slowErr), fmt.Sprint(fastErr), text)
		return 0
	}
	kept := 0
	for _, item := range fast.Items {
		if item.GetKind() == "Verbatim" {
			kept++
		}
	}
	fastOK, slowOK := function.Run(fast), function.Run(slow)
	require.Equal(t, slowOK, fastOK, text)
	assert.Equal(t, krm.Results(slow.Diagnostics), krm.Results(fast.Diagnostics), text)
	assert.Equal(t, value(t, slow, text), value(t, fast, text), text)
	return kept
}

// TestMatchingItemsAreKept requires that items that match the profile are
// written byte for byte, in any style, and also behind the results of an
// earlier function.
func TestMatchingItemsAreKept(t *testing.T) {
	for _, name := range []string{"aws-s3", "baremetal-pvc", "odf-ceph-rgw"} {
		expected, err := os.ReadFile("../../examples/" + name + "/expected.yaml")
		require.NoError(t, err)
		profile, err := os.ReadFile("../../examples/" + name + "/profile.yaml")
		require.NoError(t, err)
		pretty := strings.NewReplacer("\n  name: ", "\n\n  # the name\n  name:   ", "\nspec:", "\n    # unusual\nspec: # c").Replace(string(expected))
		input := listed(pretty+"---\napiVersion: v1\nkind: Service\ntext: \"two\n    lines\"\n", string(profile))
		items := input[strings.Index(input, "- "):strings.Index(input, "functionConfig:")]
		for _, text := range []string{input, input + formerResults} {
			rl, err := krm.ReadResourceList(strings.NewReader(text), MayConcern)
			require.NoError(t, err)
			require.True(t, function.Run(rl), rl.Diagnostics)
			var out bytes.Buffer
			require.NoError(t, rl.Write(&out))
			assert.Contains(t, out.String(), "items:\n"+items+"functionConfig:")
		}
	}
}

// value returns the value of a list when it is written.
func value(t *testing.T, rl *krm.ResourceList, input string) any {
	t.Helper()
	rl.Silent = false
	var out bytes.Buffer
	require.NoError(t, rl.Write(&out), input)
	document, err := yaml.Parse(out.String())
	require.NoError(t, err, out.String())
	return plain(document)
}

// plain returns the value of a node, or the error in it.
func plain(node *yaml.RNode) any {
	value, err := decode.Plain(node.YNode())
	if err != nil {
		return err.Error()
	}
	return value
}
