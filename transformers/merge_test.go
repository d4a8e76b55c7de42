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
		spec     string
		field    generators.Field
		want     string // the spec; empty if unchanged
		reported []reported
	}{
		"the profile overwrites": {
			"  replicas: 1 # one\n  logLevel: Debug\n", field(v1alpha1.ByProfile, 2.0, "spec", "replicas"),
			"  replicas: 2 # one\n  logLevel: Debug\n", []reported{{transformers.Changed, object, "spec.replicas", 1.0, 2.0}},
		},
		"the backend overwrites": {
			"  replicas: 2\n", field(v1alpha1.ByBackend, 1.0, "spec", "replicas"),
			"  replicas: 1\n", []reported{{transformers.Forced, object, "spec.replicas", 2.0, 1.0}},
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
		"a field is removed": {
			"  storage:\n    emptyDir: {}\n    s3:\n      bucket: b # mine\n", absent("spec", "storage", "emptyDir"),
			"  storage:\n    s3:\n      bucket: b # mine\n", []reported{{transformers.Dropped, object, "spec.storage.emptyDir", map[string]any{}, nil}},
		},
		"an absent field is not removed": {
			spec: "  storage:\n    s3: {}\n", field: absent("spec", "storage", "emptyDir"),
		},
		"nor a field below an absent one": {
			spec: "  replicas: 1\n", field: absent("spec", "storage", "s3", "encrypt"),
		},
		"equal elements of a list keep their comments": {
			"  tolerations:\n  - key: a # first\n  - key: b\n", field(v1alpha1.ByProfile, []any{map[string]any{"key": "c"}, map[string]any{"key": "a"}}, "spec", "tolerations"),
			"  tolerations:\n  - key: c\n  - key: a # first\n",
			[]reported{{transformers.Changed, object, "spec.tolerations", []any{map[string]any{"key": "a"}, map[string]any{"key": "b"}}, []any{map[string]any{"key": "c"}, map[string]any{"key": "a"}}}},
		},
		"an element is used once": {
			"  hosts:\n  - a # first\n", field(v1alpha1.ByProfile, []any{"a", "a"}, "spec", "hosts"),
			"  hosts:\n  - a # first\n  - a\n", []reported{{transformers.Changed, object, "spec.hosts", []any{"a"}, []any{"a", "a"}}},
		},
		"a shared map changes in one place": {
			"  proxy: &shared {zone: b}\n  nodeSelector: *shared\n", field(v1alpha1.ByProfile, "a", "spec", "nodeSelector", "zone"),
			"  proxy: {zone: b}\n  nodeSelector: {zone: a}\n", []reported{{transformers.Changed, object, "spec.nodeSelector.zone", "b", "a"}},
		},
		"also the one with the anchor": {
			"  proxy: &shared {zone: b}\n  nodeSelector: *shared\n", field(v1alpha1.ByProfile, "a", "spec", "proxy", "zone"),
			"  proxy: {zone: a}\n  nodeSelector: {zone: b}\n", []reported{{transformers.Changed, object, "spec.proxy.zone", "b", "a"}},
		},
		"a merge key is written out": {
			"  proxy: &shared {zone: b}\n  nodeSelector:\n    <<: *shared\n", field(v1alpha1.ByProfile, "a", "spec", "nodeSelector", "zone"),
			"  proxy: {zone: b}\n  nodeSelector:\n    zone: a\n", []reported{{transformers.Changed, object, "spec.nodeSelector.zone", "b", "a"}},
		},
		"anchors stay if nothing changes": {
			spec: "  proxy: &shared {zone: b}\n  nodeSelector: *shared\n", field: field(v1alpha1.ByProfile, "b", "spec", "nodeSelector", "zone"),
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			report, got := recorder()
			filter := transformers.Merge{Profile: "prod", Desired: []*generators.Object{config(test.field)}, Report: report}
			in := head + "spec:\n" + test.spec
			want := in
			if test.want != "" {
				want = head + "spec:\n" + test.want
			}
			nodes := parse(t, in)
			assert.Equal(t, want, runOn(t, filter, nodes))
			assert.Equal(t, test.reported, *got)

			out, err := filter.Filter(nodes)
			require.NoError(t, err)
			assert.Equal(t, test.want == "", out[0] == nodes[0], "the same node exactly if nothing changes")
		})
	}
}

// TestMergeMarks checks the provenance mark after a merge. Stale removes the
// objects that the profile has created.
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
			out, err := transformers.Merge{Profile: "prod", Desired: []*generators.Object{config()}, Report: report}.Filter(nodes)
			require.NoError(t, err)
			assert.Equal(t, test.after, out[0].GetAnnotations()[openshift.ProvenanceAnnotation])
			assert.Empty(t, *got, "a change of the mark alone is not reported")
		})
	}
}

func TestMergeAdds(t *testing.T) {
	report, got := recorder()
	unmanaged := parse(t, "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n")
	out, err := transformers.Merge{Profile: "prod", Desired: []*generators.Object{config(), claim("images")}, Report: report}.Filter(unmanaged)
	require.NoError(t, err)
	require.Len(t, out, 3)
	assert.Same(t, unmanaged[0], out[0])
	assert.Len(t, unmanaged, 1)
	assert.Equal(t, "Config", out[1].GetKind(), "in the order of Desired")
	assert.Equal(t, "prod created PersistentVolumeClaim/openshift-image-registry/images", out[2].GetAnnotations()[openshift.ProvenanceAnnotation])
	assert.Empty(t, *got)
}

// TestMergeIdentity checks which object of the list matches the desired object.
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
			out, err := transformers.Merge{Profile: "prod", Desired: []*generators.Object{claim("images")}, Report: report}.Filter(nodes)
			require.NoError(t, err)
			assert.Equal(t, test.same, len(out) == 1)
		})
	}
}

// TestMergeReportsInvalid checks that an object that cannot be merged into is
// reported and left unchanged.
func TestMergeReportsInvalid(t *testing.T) {
	tests := map[string]struct {
		documents string
		field     string
	}{
		"scalar instead of map":             {head + "spec: text\n", "spec"},
		"list instead of map":               {head + "spec:\n- a\n", "spec"},
		"scalar instead of inner map":       {head + "spec:\n  storage: text\n", "spec.storage"},
		"an alias for text":                 {head + "x: &a text\nspec: *a\n", "spec"},
		"two of them":                       {head + "spec: {}\n---\n" + head + "spec: {}\n", ""},
		"two, in other versions":            {head + "---\n" + strings.Replace(head, "/v1", "/v1alpha1", 1), ""},
		"aliases that expand without bound": {head + bomb(), ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			report, got := recorder()
			nodes := parse(t, test.documents)
			out, err := transformers.Merge{Profile: "prod", Report: report, Desired: []*generators.Object{config(
				field(v1alpha1.ByProfile, "b", "spec", "storage", "s3", "bucket"),
				field(v1alpha1.ByProfile, "r", "spec", "storage", "s3", "region"),
				absent("spec", "storage", "emptyDir"),
			)}}.Filter(nodes)
			require.NoError(t, err)
			assert.Equal(t, nodes, out, "unchanged")
			assert.Equal(t, []reported{{action: transformers.Invalid, object: "Config/cluster", field: test.field}}, *got, "once")
		})
	}
}
