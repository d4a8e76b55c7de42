package fn

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/fn/strict"
)

// listed makes a ResourceList of YAML documents, and a functionConfig.
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

// foreign are objects among those of an archive that concern nobody, or nearly
// somebody.
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
  name: odd
  annotations:
    config.kubernetes.io/path: 'a/config_cluster.yaml'
    config.kubernetes.io/index: '0'
---
apiVersion: v1
kind: Service
metadata: {name: odder}
spec:
  text: "two
    lines"
---
metadata: {name: nothing}
`

// faulty are some that stop the function.
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

// corpus returns lists of all that other tests look at.
func corpus(t testing.TB) []string {
	t.Helper()
	var texts []string
	add := func(documents, config string) {
		texts = append(texts, listed(documents+"---\n"+foreign, config), listed(documents+"---\n"+faulty, config))
	}
	files, err := filepath.Glob("testdata/converge/*.txtar")
	require.NoError(t, err)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		add(string(archive.Files[1].Data), string(archive.Files[0].Data))
	}
	files, err = filepath.Glob("../validators/testdata/*.txtar")
	require.NoError(t, err)
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		require.NoError(t, err)
		for _, f := range archive.Files {
			add(string(f.Data), policy)
		}
	}
	files, err = filepath.Glob("../examples/*/expected.yaml")
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

// TestSameWithoutParsing runs the function over everything that other tests
// look at, with all items parsed and with only those that concern it.
func TestSameWithoutParsing(t *testing.T) {
	kept := 0
	for _, text := range corpus(t) {
		kept += sameWithoutParsing(t, text)
	}
	assert.Greater(t, kept, 200, "stand-ins")
}

// lines are those of which random texts are made: what YAML has, where it is
// easy to take for something else.
var lines = strings.Split(`kind: A
kind: Config
kind: "B" # c
kind: |
apiVersion: v1
metadata:
metadata: {name: a}
metadata: {name: a, labels: [b]}
metadata: ~
labels:
labels: {a: b}
annotations: {a: "b"}
name: a
namespace: openshift-image-registry
config.kubernetes.io/path: a/config_cluster.yaml
registryprofile.dev/allow: x
a: b
b:
a: b # c
a: b#c
a: b: c
a:b
a: |
a: >-
a: |+
a: |2
a: | # c
- a
-
- a: b
-   b: c
- - c
- -x
- kind: B
- &y a
- *y
-a
# c

 
text
y'
y"
c]
'q': x
"q": y
a: 'it''s'
a: 'x
a: "x
a: "\n\\"
a: "\x41"
a: [b,
a: [b, {c: d}]
a: {b: c}
a: {b: }
a: [b, ]
a: [-1, 'x y']
{a: b}
[a]
a: &x b
a: *x
a: &x {b: c}
? a
: b
<<: {a: b}
!!str a: b
a: !!int 5
a: -
a: @x
a: ~
null
---
...
--- # c
%YAML 1.1
items:
functionConfig:
	a: b
a:	b
é: ü
a: `+"\u00a0\n\u00a0\na: \u0085b\na: \u2028b\na\rb: c\n# c\r\n\ufeffa: b", "\n")

// written makes a text of lines: of each two bytes, one says how far in the next
// line is, and one which it is.
func written(seed []byte, column int) string {
	var b strings.Builder
	for i := 0; i+1 < len(seed); i += 2 {
		in := []int{column, column + 2, column + 4, column + 1, 0, column + 6}[seed[i]%6]
		b.WriteString(strings.Repeat(" ", in) + lines[int(seed[i+1])%len(lines)] + "\n")
	}
	return b.String()
}

// TestForms keeps lists and documents apart.
func TestForms(t *testing.T) {
	for _, text := range []string{"kind: A\n---\nkind: B\n", "{kind: A}\n"} {
		documents, err := ReadItems([]byte(text))
		require.NoError(t, err)
		require.Error(t, documents.Write(&bytes.Buffer{}))
	}
	list, err := ReadResourceList(strings.NewReader(listed("kind: A\n", policy)))
	require.NoError(t, err)
	_, err = list.Documents()
	require.Error(t, err)
}

// TestSameOnHardInput does so with what is easy to take for something else.
func TestSameOnHardInput(t *testing.T) {
	const beside = "apiVersion: registryprofile.dev/v1alpha1\nkind: RegistryProfile\nmetadata:\n  name: p\n  annotations: {config.kubernetes.io/path: a/profile.yaml}\n" +
		"spec:\n  openshift: {version: \"4.16\", platform: AWS}\n"
	inFile := func(path string) string {
		return "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  annotations:\n    config.kubernetes.io/path: " + path + "\n"
	}
	long := strings.Repeat("k", 2000)
	for _, documents := range []string{
		"kind: A\nmetadata: {name: a, labels: [b]}\n", "kind: A\nmetadata: {name: a, annotations: text}\n",
		"kind: A\nx: {" + long + ": b}\n", "kind: A\nx: {\"" + long + "\": b}\n", "kind: A\nx: {[" + strings.Repeat("k, ", 700) + "k]: b}\n",
		"kind: A\nx:\n  " + strings.Repeat("- ", 10_001) + "a\n", "kind: A\nx:\n  " + strings.Repeat("- ", 9_999) + "&a b\n",
		"kind: A\nx: " + strings.Repeat("[", 150) + "a" + strings.Repeat("]", 150) + "\n",
		inFile("|-\n      a/config_cluster.yaml"), inFile("\"it's/config_cluster.yaml\""), inFile("a,b/config_cluster.yaml"), inFile("a/config_cluster.yaml"),
		"kind: A\nx: >\n  a\n    b\n", "kind: A\nx: a\u2028b\n", "null\n", "~\n",
	} {
		for _, config := range []string{policy, beside, beside + "  trust: {registries: {configMapName: cas, certificates: [{host: a, ca: \"x\\L y\\n-----BEGIN\"}]}}\n"} {
			list := listed(documents, config)
			sameWithoutParsing(t, list)
			sameWithoutParsing(t, strings.ReplaceAll(strings.ReplaceAll(list, "\n- ", "\n  - "), "\n  ", "\n    "))
			sameWithoutParsing(t, strings.Replace(list, "functionConfig", "...\n- kind: B\nfunctionConfig", 1))
			sameWithoutParsing(t, "# a\r...\n"+list)
			sameWithoutParsing(t, "\xff\xfe#\x00x\n"+list)
		}
		sameDocuments(t, documents+"---\nkind: B\n")
		sameDocuments(t, " \u00a0\n---\n"+documents)
		sameDocuments(t, " \f\n---\n"+documents)
	}
}

// FuzzSameLists compares lists of objects that are made of such lines.
func FuzzSameLists(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, seed []byte) {
		column := 2 * (len(seed) % 3)
		half := len(seed) / 4 * 2
		list := "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n"
		for _, part := range [][]byte{seed[:half], seed[half:]} {
			list += strings.Repeat(" ", column) + "- kind: K\n" + written(part, column+2)
		}
		sameWithoutParsing(t, list+"functionConfig: {apiVersion: registryprofile.dev/v1alpha1, kind: RegistryPolicy, metadata: {name: a}, spec: {}}\n")
	})
}

// FuzzSameDocuments compares documents that are made of such lines.
func FuzzSameDocuments(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, seed []byte) {
		half := len(seed) / 4 * 2
		sameDocuments(t, written(seed[:half], 0)+"---\nkind: K\n"+written(seed[half:], 0))
	})
}

// seeds adds random ones, always the same, so that each test tries many.
func seeds(f *testing.F) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		seed := make([]byte, 2+random.IntN(18))
		for i := range seed {
			seed[i] = byte(random.Uint32())
		}
		f.Add(seed)
	}
}

// sameDocuments reads documents with all parsed, and with those alone that
// concern the function.
func sameDocuments(t *testing.T, text string) {
	t.Helper()
	fast, fastErr := ReadItems([]byte(text))
	slow, slowErr := ReadDocuments([]byte(text))
	require.Equal(t, fmt.Sprint(slowErr), fmt.Sprint(fastErr), text)
	if fastErr != nil || fast.read == nil {
		return
	}
	documents, err := fast.Documents()
	require.NoError(t, err, text)
	again, err := ReadDocuments(bytes.Join(documents, []byte("---\n")))
	require.NoError(t, err, text)
	require.Len(t, again, len(slow), text)
	for i, node := range slow {
		assert.Equal(t, plain(node), plain(again[i]), text)
	}
}

// FuzzSameWithoutParsing does so with arbitrary lists.
func FuzzSameWithoutParsing(f *testing.F) {
	for _, text := range corpus(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { sameWithoutParsing(t, text) })
}

// sameWithoutParsing returns how many items were not parsed.
func sameWithoutParsing(t *testing.T, text string) int {
	t.Helper()
	fast, fastErr := ReadResourceList(strings.NewReader(text))
	slow, slowErr := parseResourceList(strings.NewReader(text))
	if fastErr != nil || slowErr != nil {
		require.Equal(t, fmt.Sprint(slowErr), fmt.Sprint(fastErr), text)
		return 0
	}
	if fast.read == nil {
		return 0
	}
	kept := 0
	for _, item := range fast.Items {
		if item.GetKind() == "Verbatim" {
			kept++
		}
	}
	fastOK, slowOK := Run(fast), Run(slow)
	require.Equal(t, slowOK, fastOK, text)
	assert.Equal(t, slow.Results.String(), fast.Results.String(), text)
	assert.Equal(t, value(t, slow, text), value(t, fast, text), text)
	return kept
}

// TestRightItemsStayAsTheyAre demands that what is as the profile wants it is
// written byte for byte, however it is written.
func TestRightItemsStayAsTheyAre(t *testing.T) {
	for _, name := range []string{"aws-s3", "baremetal-pvc", "odf-ceph-rgw"} {
		expected, err := os.ReadFile("../examples/" + name + "/expected.yaml")
		require.NoError(t, err)
		profile, err := os.ReadFile("../examples/" + name + "/profile.yaml")
		require.NoError(t, err)
		pretty := strings.NewReplacer("\n  name: ", "\n\n  # the name\n  name:   ", "\nspec:", "\n    # odd\nspec: # c").Replace(string(expected))
		input := listed(pretty+"---\napiVersion: v1\nkind: Service\ntext: \"two\n    lines\"\n", string(profile))
		rl, err := ReadResourceList(strings.NewReader(input))
		require.NoError(t, err)
		require.True(t, Run(rl), rl.Results.String())
		var out bytes.Buffer
		require.NoError(t, rl.Write(&out))
		items := input[strings.Index(input, "- "):strings.Index(input, "functionConfig:")]
		assert.Contains(t, out.String(), "items:\n"+items+"functionConfig:")
	}
}

// value is what a list holds when it is written.
func value(t *testing.T, rl *ResourceList, input string) any {
	t.Helper()
	rl.Silent = false
	var out bytes.Buffer
	require.NoError(t, rl.Write(&out), input)
	document, err := yaml.Parse(out.String())
	require.NoError(t, err, out.String())
	return plain(document)
}

// plain is what a node holds, or what is wrong with it.
func plain(node *yaml.RNode) any {
	value, err := strict.Plain(node.YNode())
	if err != nil {
		return err.Error()
	}
	return value
}
