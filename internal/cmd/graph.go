package cmd

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/internal/graph"
	"github.com/registry-profile/registry-profile/internal/printable"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

func graphCommand(s Streams) *cobra.Command {
	var policy policyOptions
	cmd := &cobra.Command{
		Use:   "graph PROFILE|DIR...",
		Short: "Draw the manifests of a profile as a Mermaid flowchart",
		Long: `Graph prints the manifests of a profile as a Mermaid flowchart, which Git hosts
render. A box contains the objects of one step of the delivery tool, left to right
in apply order: a wave of Argo CD, a folder of Flux, a ConfigurationPolicy of
Advanced Cluster Management. An arrow leads from an object to the objects that
reference it. Dashed objects are not part of the manifests.

` + argumentsHelp + `

For several clusters, graph prints a Markdown document with a heading and a
flowchart for each of them.`,
		Example: `  registry-profile graph profile.yaml
  registry-profile graph clusters >clusters.md`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := emitted(args, policy, s)
			if err != nil {
				return err
			}
			if _, err := io.WriteString(s.machine(), drawings(all)); err != nil {
				return usageError(fmt.Errorf("standard output: %w", err))
			}
			return nil
		},
	}
	policy.addFlags(cmd)
	return cmd
}

// drawings returns the flowchart of one cluster, or a Markdown document with those of
// several ones.
func drawings(all []rendered) string {
	if len(all) == 1 {
		return graph.Mermaid(all[0].drawn())
	}
	texts := make([]string, len(all))
	for i, r := range all {
		texts[i] = fmt.Sprintf("## %s\n\n```mermaid\n%s```\n", printable.Markdown(r.name), graph.Mermaid(r.drawn()))
	}
	return strings.Join(texts, "\n")
}

// drawn returns the manifests for a drawing.
func (r *rendered) drawn() graph.Manifests {
	m := graph.Manifests{Profile: r.name, Objects: r.ours(), Hub: graph.Hub(r.manifests)}
	if p, _ := resolve.Parse(r.profile.YNode()); p != nil {
		m.Tool = p.Spec.Delivery.Tool
	}
	return m
}
