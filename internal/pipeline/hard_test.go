package pipeline

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/internal/krm"
)

// lines are the parts of random texts: YAML constructs in places where a
// scanner easily misreads them.
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

// written builds a text from lines. The first byte of each pair sets the
// indentation of the next line, the second one selects the line.
func written(seed []byte, column int) string {
	var b strings.Builder
	for i := 0; i+1 < len(seed); i += 2 {
		in := []int{column, column + 2, column + 4, column + 1, 0, column + 6}[seed[i]%6]
		b.WriteString(strings.Repeat(" ", in) + lines[int(seed[i+1])%len(lines)] + "\n")
	}
	return b.String()
}

// TestForms requires that lists and documents are not mixed.
func TestForms(t *testing.T) {
	for _, text := range []string{"kind: A\n---\nkind: B\n", "{kind: A}\n"} {
		documents, err := krm.ReadItems([]byte(text), MayConcern)
		require.NoError(t, err)
		require.Error(t, documents.Write(&bytes.Buffer{}))
	}
	list, err := krm.ReadResourceList(strings.NewReader(listed("kind: A\n", policy)), MayConcern)
	require.NoError(t, err)
	_, err = list.Documents()
	require.Error(t, err)
}

// TestSameOnHardInput repeats the comparison with input that is easy to
// misread.
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

// FuzzSameLists compares lists of objects that consist of such lines.
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

// FuzzSameDocuments compares documents that consist of such lines.
func FuzzSameDocuments(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, seed []byte) {
		half := len(seed) / 4 * 2
		sameDocuments(t, written(seed[:half], 0)+"---\nkind: K\n"+written(seed[half:], 0))
	})
}

// seeds adds random texts, the same ones in each run.
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

// sameDocuments reads documents twice: all parsed, and only the relevant ones
// parsed.
func sameDocuments(t *testing.T, text string) {
	t.Helper()
	fast, fastErr := krm.ReadItems([]byte(text), MayConcern)
	slow, slowErr := krm.ReadDocuments([]byte(text))
	require.Equal(t, fmt.Sprint(slowErr), fmt.Sprint(fastErr), text)
	if fastErr != nil {
		return
	}
	documents, err := fast.Documents()
	if err != nil { // the library cannot write everything that it reads
		_, slowErr := krm.Documents(slow, krm.Document)
		require.Error(t, slowErr, text)
		return
	}
	again, err := krm.ReadDocuments(bytes.Join(documents, []byte("---\n")))
	require.NoError(t, err, text)
	require.Len(t, again, len(slow), text)
	for i, node := range slow {
		assert.Equal(t, plain(node), plain(again[i]), text)
	}
}
