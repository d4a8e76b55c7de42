package transformers_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/registry-profile/registry-profile/transformers"
)

func TestClusterScope(t *testing.T) {
	const config = "apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\n"
	tests := map[string]struct {
		in, want string // want is empty if unchanged
		reported []reported
	}{
		"the singleton": {
			config + "metadata:\n  name: cluster\n  namespace: a # by an overlay\n", config + "metadata:\n  name: cluster\n",
			[]reported{{transformers.Dropped, "Config/cluster", "metadata.namespace", "a", nil}},
		},
		"its metadata is shared": {
			config + "metadata: &m {name: cluster, namespace: a}\ncopy: *m\n", config + "metadata: {name: cluster}\ncopy: {name: cluster, namespace: a}\n",
			[]reported{{transformers.Dropped, "Config/cluster", "metadata.namespace", "a", nil}},
		},
		"an older version": {
			"apiVersion: config.openshift.io/v1beta1\nkind: Image\nmetadata: {name: cluster, namespace: a}\n", "apiVersion: config.openshift.io/v1beta1\nkind: Image\nmetadata: {name: cluster}\n",
			[]reported{{transformers.Dropped, "Image/cluster", "metadata.namespace", "a", nil}},
		},
		"no namespace":                   {in: config + "metadata: {name: cluster}\n"},
		"another name":                   {in: config + "metadata: {name: other, namespace: a}\n"},
		"a kind of that name":            {in: "apiVersion: example.com/v1\nkind: Config\nmetadata: {name: cluster, namespace: a}\n"},
		"another kind of the same group": {in: "apiVersion: config.openshift.io/v1\nkind: Ingress\nmetadata: {name: cluster, namespace: a}\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			report, got := recorder()
			want := test.in
			if test.want != "" {
				want = test.want
			}
			assert.Equal(t, want, runOn(t, transformers.ClusterScope{Report: report}, parse(t, test.in)))
			assert.Equal(t, test.reported, *got)
		})
	}
}
