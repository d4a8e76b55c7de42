package graph_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/registry-profile/registry-profile/generators"
	"github.com/registry-profile/registry-profile/internal/graph"
	"github.com/registry-profile/registry-profile/internal/openshift"
	"github.com/registry-profile/registry-profile/internal/printable"
)

// drawnLine matches the lines of a flowchart. Mermaid interprets none of the characters
// of a label.
var drawnLine = regexp.MustCompile(`^( *n\d+\["([A-Za-z0-9 ./:,()-]|#\d+;|<br/>)*"\](:::others)?|  subgraph step\d+\["[A-Za-z0-9 :#;.-]*"\]|  end|flowchart LR|  n\d+ --> n\d+|  [n\d &]+ ~~~ [n\d &]+|  classDef others stroke-dasharray: 4)$`)

// FuzzMermaid requires that names do not leave their labels.
func FuzzMermaid(f *testing.F) {
	for _, text := range printable.Hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		draw := func(text string) []string {
			config := &generators.Object{Kind: openshift.Config, Name: text, Fields: []generators.Field{
				{Path: []string{"spec", "storage", "pvc", "claim"}, Value: text},
				{Path: []string{"metadata", "annotations", openshift.ArgoWave}, Value: "a" + text},
			}}
			claim := &generators.Object{Kind: openshift.PersistentVolumeClaim, Namespace: text, Name: text, Step: "a" + text}
			return strings.Split(graph.Mermaid(graph.Manifests{Profile: text, Tool: "ArgoCD", Objects: []*generators.Object{config, claim}}), "\n")
		}
		lines := draw(text)
		for _, line := range lines[1 : len(lines)-1] {
			require.Regexp(t, drawnLine, line)
			require.NotRegexp(t, `#([0-9]|[12][0-9]|3[01]|12[7-9]|1[3-5][0-9]|8206|8207|823[2-8]|829[4-7]);`, line, "a control character")
		}
		if text != "" && !strings.Contains(text, "/") { // without a claim, nothing is linked
			require.Len(t, lines, len(draw("a")))
		}
	})
}
