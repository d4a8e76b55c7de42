package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/generators"
)

// TestUnknownValues requires that the effect of a placeholder states that the value is
// unknown, and that an equal placeholder has no effect.
func TestUnknownValues(t *testing.T) {
	config := func(spec string) []*generators.Object {
		return []*generators.Object{generators.FromNode(yaml.MustParse("apiVersion: imageregistry.operator.openshift.io/v1\nkind: Config\nmetadata: {name: cluster}\nspec: " + spec + "\n"))}
	}
	text := func(before, after string) string {
		all := ""
		for _, e := range Compare(Cluster{Name: "c"}, config(before), config(after)) {
			all += e.Text
		}
		return all
	}
	assert.Contains(t, text(`{storage: {s3: {bucket: a}}}`, `{storage: {s3: {bucket: "${b}"}}}`), unknownValue)
	assert.Contains(t, text(`{routes: [{name: a, hostname: "{{ .h }}"}]}`, `{routes: [{name: a, hostname: b}]}`), unknownValue)
	assert.Empty(t, text(`{storage: {s3: {bucket: "${b}"}}}`, `{storage: {s3: {bucket: "${b}"}}}`))
	assert.NotContains(t, text(`{storage: {s3: {bucket: a}}}`, `{storage: {s3: {bucket: b}}}`), unknownValue)
}
