package transformers_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/transformers"
)

// TestNulls removes nulls from objects that are applied with server-side apply
// only.
func TestNulls(t *testing.T) {
	const cluster, pruner = "apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\n", "apiVersion: imageregistry.operator.openshift.io/v1\nkind: ImagePruner\n"
	const plain, on = "metadata: {name: cluster}\n", "metadata: {name: cluster, annotations: {argocd.argoproj.io/sync-options: \"A=b, ServerSideApply=true\"}}\n"
	const null, gone = "spec:\n  proxy: {}\n  nodeSelector: ~\n", "spec:\n  proxy: {}\n"
	tests := map[string]struct {
		tool, in, want string // want is empty if unchanged
		fields         []string
	}{
		"by Argo CD":                           {v1alpha1.ArgoCD, cluster + plain + null, cluster + plain + gone, []string{"spec.nodeSelector"}},
		"by Flux":                              {v1alpha1.Flux, cluster + plain + null, cluster + plain + gone, []string{"spec.nodeSelector"}},
		"by kpt":                               {tool: v1alpha1.Kpt, in: cluster + plain + null},
		"by hand":                              {tool: v1alpha1.Plain, in: cluster + plain + null},
		"asked for":                            {v1alpha1.Plain, cluster + on + null, cluster + on + gone, []string{"spec.nodeSelector"}},
		"another kind, asked for":              {v1alpha1.Plain, pruner + on + null, pruner + on + gone, []string{"spec.nodeSelector"}},
		"no nulls":                             {tool: v1alpha1.Flux, in: cluster + plain + gone},
		"no spec":                              {tool: v1alpha1.Flux, in: cluster + plain},
		"fields that can be null":              {tool: v1alpha1.Flux, in: cluster + plain + "spec: {observedConfig: ~, unsupportedConfigOverrides: {a: ~}}\n"},
		"below elements of a list":             {v1alpha1.Flux, cluster + plain + "spec:\n  tolerations: [{key: a, value: }]\n", cluster + plain + "spec:\n  tolerations: [{key: a}]\n", []string{"spec.tolerations[0].value"}},
		"an element":                           {tool: v1alpha1.Flux, in: cluster + plain + "spec: {tolerations: [null]}\n"},
		"beside an alias":                      {v1alpha1.Flux, cluster + plain + "spec:\n  a: &n ~\n  b: *n\n  c: 1\n", cluster + plain + "spec:\n  c: 1\n", []string{"spec.a", "spec.b"}},
		"aliases that Merge reports":           {tool: v1alpha1.Flux, in: cluster + plain + "spec: &s {a: ~, b: *s}\n"},
		"another object of the name":           {tool: v1alpha1.Flux, in: "apiVersion: v1\nkind: ConfigMap\n" + plain + null},
		"a Config that the operator ignores":   {tool: v1alpha1.Flux, in: cluster + "metadata: {name: other}\n" + null},
		"status, which is not the function's ": {tool: v1alpha1.Flux, in: cluster + plain + "status: {storage: ~}\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			report, got := recorder()
			filter := transformers.Nulls{Tool: test.tool, Report: report}
			want := test.in
			if test.want != "" {
				want = test.want
			}
			nodes := parse(t, test.in)
			out, err := filter.Filter(nodes)
			assert.NoError(t, err)
			if test.want == "" {
				assert.Same(t, nodes[0], out[0])
			} else {
				assert.Equal(t, want, out[0].MustString())
			}
			var fields []string
			for _, r := range *got {
				fields = append(fields, r.field)
			}
			assert.Equal(t, test.fields, fields)
		})
	}
}
