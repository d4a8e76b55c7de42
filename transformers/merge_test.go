package transformers_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/transformers"
)

// head is a Config that profile prod has patched before.
const head = `apiVersion: imageregistry.operator.openshift.io/v1
kind: Config
metadata:
  name: cluster
  annotations:
    registryprofile.dev/provenance: prod patched Config//cluster
`

func TestMergeFields(t *testing.T) {
	const object = "Config/cluster"
	tests := map[string]struct {
		spec  string
		field generators.Field
		want  string // the spec; empty if it stays
		done  []done
	}{
		"the profile overwrites": {
			"  replicas: 1 # one\n  logLevel: Debug\n", field(v1alpha1.ByProfile, 2.0, "spec", "replicas"),
			"  replicas: 2 # one\n  logLevel: Debug\n", []done{{transformers.Changed, object, "spec.replicas", 1.0, 2.0}},
		},
		"the backend overwrites": {
			"  replicas: 2\n", field(v1alpha1.ByBackend, 1.0, "spec", "replicas"),
			"  replicas: 1\n", []done{{transformers.Forced, object, "spec.replicas", 2.0, 1.0}},
		},
		"a default does not": {
			spec: "  replicas: 3\n", field: field(v1alpha1.ByDefault, 2.0, "spec", "replicas"),
		},
		"a default fills what is absent": {
			"  logLevel: Debug\n", field(v1alpha1.ByDefault, 2.0, "spec", "replicas"),
			"  logLevel: Debug\n  replicas: 2\n", nil,
		},
		"a default fills a null": {
			"  replicas: null\n", field(v1alpha1.ByDefault, 2.0, "spec", "replicas"),
			"  replicas: 2\n", nil,
		},
		"an equal value stays as written": {
			spec: "  replicas: 0x2\n", field: field(v1alpha1.ByProfile, 2.0, "spec", "replicas"),
		},
		"maps on the way are made": {
			"  storage: {}\n", field(v1alpha1.ByProfile, "b", "spec", "storage", "s3", "bucket"),
			"  storage:\n    s3:\n      bucket: b\n", nil,
		},
		"a null on the way becomes a map": {
			"  storage:\n    s3: null\n", field(v1alpha1.ByProfile, "b", "spec", "storage", "s3", "bucket"),
			"  storage:\n    s3:\n      bucket: b\n", nil,
		},
		"others of the same map stay": {
			"  nodeSelector: {a: b}\n", field(v1alpha1.ByProfile, "d", "spec", "nodeSelector", "c"),
			"  nodeSelector: {a: b, c: d}\n", nil,
		},
		"a field goes": {
			"  storage:\n    emptyDir: {}\n    s3:\n      bucket: b # mine\n", gone("spec", "storage", "emptyDir"),
			"  storage:\n    s3:\n      bucket: b # mine\n", []done{{transformers.Dropped, object, "spec.storage.emptyDir", map[string]any{}, nil}},
		},
		"a field that is absent cannot go": {
			spec: "  storage:\n    s3: {}\n", field: gone("spec", "storage", "emptyDir"),
		},
		"nor below one that is absent": {
			spec: "  replicas: 1\n", field: gone("spec", "storage", "s3", "encrypt"),
		},
		"equal elements of a list keep their comments": {
			"  tolerations:\n  - key: a # first\n  - key: b\n", field(v1alpha1.ByProfile, []any{map[string]any{"key": "c"}, map[string]any{"key": "a"}}, "spec", "tolerations"),
			"  tolerations:\n  - key: c\n  - key: a # first\n",
			[]done{{transformers.Changed, object, "spec.tolerations", []any{map[string]any{"key": "a"}, map[string]any{"key": "b"}}, []any{map[string]any{"key": "c"}, map[string]any{"key": "a"}}}},
		},
		"an element is used once": {
			"  hosts:\n  - a # first\n", field(v1alpha1.ByProfile, []any{"a", "a"}, "spec", "hosts"),
			"  hosts:\n  - a # first\n  - a\n", []done{{transformers.Changed, object, "spec.hosts", []any{"a"}, []any{"a", "a"}}},
		},
		"a shared map changes in one place": {
			"  proxy: &shared {zone: b}\n  nodeSelector: *shared\n", field(v1alpha1.ByProfile, "a", "spec", "nodeSelector", "zone"),
			"  proxy: {zone: b}\n  nodeSelector: {zone: a}\n", []done{{transformers.Changed, object, "spec.nodeSelector.zone", "b", "a"}},
		},
		"also the one with the anchor": {
			"  proxy: &shared {zone: b}\n  nodeSelector: *shared\n", field(v1alpha1.ByProfile, "a", "spec", "proxy", "zone"),
			"  proxy: {zone: a}\n  nodeSelector: {zone: b}\n", []done{{transformers.Changed, object, "spec.proxy.zone", "b", "a"}},
		},
		"a merge key is written out": {
			"  proxy: &shared {zone: b}\n  nodeSelector:\n    <<: *shared\n", field(v1alpha1.ByProfile, "a", "spec", "nodeSelector", "zone"),
			"  proxy: {zone: b}\n  nodeSelector:\n    zone: a\n", []done{{transformers.Changed, object, "spec.nodeSelector.zone", "b", "a"}},
		},
		"anchors stay if nothing changes": {
			spec: "  proxy: &shared {zone: b}\n  nodeSelector: *shared\n", field: field(v1alpha1.ByProfile, "b", "spec", "nodeSelector", "zone"),
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			report, got := recorder()
			filter := transformers.Merge{Profile: "prod", Wanted: []*generators.Object{config(test.field)}, Report: report}
			in := head + "spec:\n" + test.spec
			want := in
			if test.want != "" {
				want = head + "spec:\n" + test.want
			}
			nodes := parse(t, in)
			assert.Equal(t, want, runOn(t, filter, nodes))
			assert.Equal(t, test.done, *got)

			out, err := filter.Filter(nodes)
			require.NoError(t, err)
			assert.Equal(t, test.want == "", out[0] == nodes[0], "the same node exactly if nothing changes")
		})
	}
}

// TestMergeMarks shows whose an object is afterwards: Stale removes what the
// profile has created.
func TestMergeMarks(t *testing.T) {
	tests := map[string]struct{ before, after string }{
		"unmarked":                   {"", "prod patched Config//cluster"},
		"created here":               {"prod created Config//cluster", "prod created Config//cluster"},
		"patched here":               {"prod patched Config//cluster", "prod patched Config//cluster"},
		"created by another profile": {"test created Config//cluster", "prod patched Config//cluster"},
		"patched by another profile": {"test patched Config//cluster", "prod patched Config//cluster"},
		"created under another name": {"prod created Config//old", "prod created Config//cluster"},
		"not a mark":                 {"prod created", "prod patched Config//cluster"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			report, got := recorder()
			nodes := parse(t, strings.Replace(head, "prod patched Config//cluster", test.before, 1))
			out, err := transformers.Merge{Profile: "prod", Wanted: []*generators.Object{config()}, Report: report}.Filter(nodes)
			require.NoError(t, err)
			assert.Equal(t, test.after, out[0].GetAnnotations()[openshift.ProvenanceAnnotation])
			assert.Empty(t, *got, "a change of the mark alone is not reported")
		})
	}
}

func TestMergeAdds(t *testing.T) {
	report, got := recorder()
	foreign := parse(t, "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n")
	out, err := transformers.Merge{Profile: "prod", Wanted: []*generators.Object{config(), claim("images")}, Report: report}.Filter(foreign)
	require.NoError(t, err)
	require.Len(t, out, 3)
	assert.Same(t, foreign[0], out[0])
	assert.Len(t, foreign, 1)
	assert.Equal(t, "Config", out[1].GetKind(), "in the order in which they are wanted")
	assert.Equal(t, "prod created PersistentVolumeClaim/openshift-image-registry/images", out[2].GetAnnotations()[openshift.ProvenanceAnnotation])
	assert.Empty(t, *got)
}

// TestMergeIdentity shows which object of the list is the wanted one.
func TestMergeIdentity(t *testing.T) {
	tests := map[string]struct {
		apiVersion, namespace, name string
		same                        bool
	}{
		"itself":                       {"v1", openshift.RegistryNamespace, "images", true},
		"another version of the group": {"v2", openshift.RegistryNamespace, "images", true},
		"another group":                {"example.com/v1", openshift.RegistryNamespace, "images", false},
		"another namespace":            {"v1", "default", "images", false},
		"another name":                 {"v1", openshift.RegistryNamespace, "images-2", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			report, _ := recorder()
			nodes := parse(t, marked(test.apiVersion, "PersistentVolumeClaim", test.namespace, test.name, "x"))
			out, err := transformers.Merge{Profile: "prod", Wanted: []*generators.Object{claim("images")}, Report: report}.Filter(nodes)
			require.NoError(t, err)
			assert.Equal(t, test.same, len(out) == 1)
		})
	}
}

// TestMergeReportsBroken shows what cannot be merged into: it is reported, and
// stays as it is.
func TestMergeReportsBroken(t *testing.T) {
	tests := map[string]struct {
		documents string
		field     string
	}{
		"text where a map belongs":          {head + "spec: text\n", "spec"},
		"a list where a map belongs":        {head + "spec:\n- a\n", "spec"},
		"text where an inner map belongs":   {head + "spec:\n  storage: text\n", "spec.storage"},
		"an alias for text":                 {head + "x: &a text\nspec: *a\n", "spec"},
		"two of them":                       {head + "spec: {}\n---\n" + head + "spec: {}\n", ""},
		"two, in other versions":            {head + "---\n" + strings.Replace(head, "/v1", "/v1alpha1", 1), ""},
		"aliases that expand without bound": {head + bomb(), ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			report, got := recorder()
			nodes := parse(t, test.documents)
			out, err := transformers.Merge{Profile: "prod", Report: report, Wanted: []*generators.Object{config(
				field(v1alpha1.ByProfile, "b", "spec", "storage", "s3", "bucket"),
				field(v1alpha1.ByProfile, "r", "spec", "storage", "s3", "region"),
				gone("spec", "storage", "emptyDir"),
			)}}.Filter(nodes)
			require.NoError(t, err)
			assert.Equal(t, nodes, out, "as they were")
			assert.Equal(t, []done{{action: transformers.Broken, object: "Config/cluster", field: test.field}}, *got, "once")
		})
	}
}
