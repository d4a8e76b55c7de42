package pipeline_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/decode"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/pipeline"
)

// profiles returns the profiles of all examples.
func profiles(t testing.TB) [][]byte {
	t.Helper()
	files, err := filepath.Glob("../../examples/*/profile.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var texts [][]byte
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		texts = append(texts, text)
	}
	return texts
}

// lossless reports whether the library reads its own output as the same value.
// With unusual comments and line breaks, its output changes each time,
// independently of the function.
func lossless(node *yaml.RNode) bool {
	text, err := node.String()
	if err != nil {
		return false
	}
	again, err := yaml.Parse(text)
	if err != nil {
		return false
	}
	twice, err := again.String()
	return err == nil && same(text, twice)
}

// same reports whether two texts have the same values, apart from comments.
func same(a, b string) bool {
	var values [2]any
	for i, text := range []string{a, b} {
		node, err := yaml.Parse(text)
		if err != nil {
			return false
		}
		if values[i], err = decode.Plain(node.YNode()); err != nil {
			return false
		}
	}
	return reflect.DeepEqual(values[0], values[1])
}

// FuzzConverge runs every example on arbitrary items. In all cases, a failure
// changes nothing, a success keeps unrelated items unchanged and in order, and
// a second run changes nothing.
func FuzzConverge(f *testing.F) {
	for _, seed := range []string{
		"", // every example from an empty list, twice
		"apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata:\n  name: cluster\nspec: {replicas: 2, storage: {s3: {bucket: x}}} # c\n",
		"apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster}\nspec:\n  storage: &a {emptyDir: null}\n  proxy: *a\n",
		"apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata:\n  name: cluster\nspec: {storage, proxy: , routes: [ ]}\n",
		"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a # foreign\ndata: {x: |\n  y\n}\n",
		"apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: image-registry-storage\n  namespace: openshift-image-registry\nspec:\n  accessModes: [ReadWriteOnce] # one\n---\n- a list\n",
	} {
		for i := range profiles(f) {
			f.Add(seed, uint8(i))
		}
	}
	all := profiles(f)
	f.Fuzz(func(t *testing.T, text string, choice uint8) {
		items, err := krm.ReadDocuments([]byte(text))
		if err != nil || slices.ContainsFunc(items, func(item *yaml.RNode) bool { return !lossless(item) }) {
			return
		}
		list := &krm.ResourceList{FunctionConfig: yaml.MustParse(string(all[int(choice)%len(all)])), Items: items}
		before := written(t, list)
		if !function.Run(list) {
			list.Diagnostics = nil
			assert.Equal(t, before, written(t, list), "a failure changed something")
			return
		}
		next := 0
		for _, item := range items {
			if concerns(item) {
				continue
			}
			at := slices.Index(list.Items[next:], item)
			require.GreaterOrEqual(t, at, 0, "an unrelated item was replaced or moved")
			next += at + 1
		}
		list.Diagnostics = nil
		once := written(t, list)
		list, err = krm.ReadResourceList(bytes.NewReader([]byte(once)), pipeline.MayConcern)
		require.NoError(t, err, once)
		require.True(t, function.Run(list), list.Diagnostics)
		list.Diagnostics = nil
		assert.True(t, same(once, written(t, list)), "the second run:\n%s\n%s", once, written(t, list))
	})
}

// concerns reports whether the function may change an item: it has one of our
// kinds, or our mark.
func concerns(item *yaml.RNode) bool {
	group := openshift.GroupOf(item.GetApiVersion())
	return strings.Contains(group, ".") || item.GetKind() == v1alpha1.Kind || item.GetKind() == openshift.PersistentVolumeClaim.Kind || item.GetNamespace() != "" ||
		item.GetAnnotations()[openshift.ProvenanceAnnotation] != ""
}

// written returns a list as a host reads it, and an empty string if it cannot
// be written.
func written(t *testing.T, list *krm.ResourceList) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, list.Write(&out))
	return out.String()
}

// FuzzResourceList passes arbitrary input to the function. The function never
// panics: it returns an error, or a list.
func FuzzResourceList(f *testing.F) {
	for _, text := range profiles(f) {
		indented := strings.ReplaceAll(strings.TrimSpace(string(text)), "\n", "\n  ")
		f.Add("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\nfunctionConfig:\n  " + indented + "\n")
		f.Add("apiVersion: config.kubernetes.io/v1alpha1\nkind: ResourceList\nitems:\n- " + indented + "\n")
	}
	f.Add("- a\n")
	f.Add("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: [{apiVersion: v1, kind: ConfigMap, metadata: [a]}]\n")
	f.Add("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: [{apiVersion: v1, kind: ConfigMap, metadata: {name: a, annotations: [b]}}]\n")
	f.Add("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: [1, null, [a], {kind: List, items: [{}]}]\n")
	f.Add("apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: &a [*a]\nfunctionConfig: {apiVersion: registryprofile.dev/v1alpha1, kind: RegistryPolicy}\n")
	f.Fuzz(func(t *testing.T, text string) {
		rl, err := krm.ReadResourceList(strings.NewReader(text), pipeline.MayConcern)
		if err != nil {
			assert.NotEmpty(t, err.Error())
			return
		}
		if node, err := yaml.Parse(text); err != nil || !lossless(node) {
			return
		}
		if !function.Run(rl) {
			assert.True(t, v1alpha1.HasErrors(rl.Diagnostics), "a failure reports an error")
		}
		var out bytes.Buffer
		if rl.Write(&out) != nil || rl.Silent {
			return // a document that cannot be written, such as one with an alias of itself
		}
		_, err = krm.ReadResourceList(&out, pipeline.MayConcern)
		assert.NoError(t, err)
	})
}
