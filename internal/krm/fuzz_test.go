package krm_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/krm"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// FuzzResults requires that the results, which hosts print as they are, have nothing to
// interpret.
func FuzzResults(f *testing.F) {
	for _, text := range printable.Hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		node := yaml.NewMapRNode(nil)
		for _, path := range [][]string{{"kind"}, {"apiVersion"}, {"metadata", "name"}, {"metadata", "namespace"}} {
			require.NoError(t, node.PipeE(yaml.LookupCreate(yaml.ScalarNode, path...), yaml.Set(yaml.NewStringRNode(text))))
		}
		d := v1alpha1.Diagnostic{Message: text, File: text, Field: text, Rule: "ED001", SetBy: &v1alpha1.ProfileField{Field: text}}
		for _, r := range krm.Results([]v1alpha1.Diagnostic{d.On(node)}) {
			all := []string{r.Message, r.ResourceRef.APIVersion, r.ResourceRef.Kind, r.ResourceRef.Name, r.ResourceRef.Namespace, r.Tags[krm.SetByTag]}
			if r.Field != nil {
				all = append(all, r.Field.Path, r.File.Path)
			}
			for _, shown := range all {
				require.Empty(t, printable.Interpreted("x"+shown))
				require.NotContains(t, shown, "\n")
			}
		}
	})
}
