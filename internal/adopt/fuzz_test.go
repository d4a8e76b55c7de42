package adopt

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/registry-profile/registry-profile/api/v1alpha1"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// FuzzFiles requires that notes remain comments, and that the URL and the path of a
// repository remain values.
func FuzzFiles(f *testing.F) {
	for _, text := range append(printable.Hostile, "ssh://git@example.com:22/a.git", "images: registry", "a #b") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := Cluster{Name: "prod", Notes: []string{text}, findings: []string{text}, node: yaml.MustParse("{a: b}").YNode()}
		comment := asComment(c.toDo(c.node))
		for line := range strings.Lines(comment) {
			require.True(t, strings.HasPrefix(line, "# "), line)
		}
		require.Empty(t, printable.Interpreted(comment))
		node, err := yaml.Parse(comment + "a: b\n")
		require.NoError(t, err)
		require.Equal(t, []string{"a", "b"}, []string{node.YNode().Content[0].Value, node.YNode().Content[1].Value})
		require.Len(t, node.YNode().Content, 2)

		r := Repository{tool: v1alpha1.ArgoCD, url: text, git: gitFacts{branch: "main", prefix: text}}
		if r.git.check(r.url) != nil {
			r.url, r.git.prefix = "https://git.example.com/a.git", text
			if r.git.check(r.url) != nil {
				return
			}
		}
		for name, file := range r.fleetSync() {
			read, err := yaml.Parse(file)
			require.NoError(t, err, name)
			generators, err := read.Pipe(yaml.Lookup("spec", "generators"))
			require.NoError(t, err)
			require.Contains(t, generators.MustString(), r.url[:min(8, len(r.url))])
			require.Equal(t, shape(yaml.MustParse(applicationSet).YNode()), shape(read.YNode()), file)
		}
	})
}

// shape returns the keys of a node.
func shape(node *yaml.Node) string {
	var b strings.Builder
	for i, inner := range node.Content {
		if node.Kind == yaml.MappingNode && i%2 == 0 {
			b.WriteString(inner.Value + ":")
			continue
		}
		b.WriteString("(" + shape(inner) + ")")
	}
	return b.String()
}
