package cmd

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/registry-profile/registry-profile/internal/graph"
	"github.com/registry-profile/registry-profile/internal/resolve"
)

func graphCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "graph PROFILE|DIR",
		Short: "Draw the manifests of a profile as a Mermaid flowchart",
		Long: `Graph prints the manifests of a profile as a Mermaid flowchart, which Git hosts
render. A box contains the objects of one step of the delivery tool, left to right
in apply order: a wave of Argo CD, a folder of Flux, a ConfigurationPolicy of
Advanced Cluster Management. An arrow leads from an object to the objects that
reference it. Dashed objects are not part of the manifests. DIR is the folder of a
kustomization.`,
		Example: "  registry-profile graph profile.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := emitted(args[0], s)
			if err != nil {
				return err
			}
			if len(all) > 1 {
				return invalid(errors.New("graph requires exactly one profile; specify a file with one profile"))
			}
			if _, err := io.WriteString(s.Out, graph.Mermaid(all[0].drawn())); err != nil {
				return usageError(fmt.Errorf("standard output: %w", err))
			}
			return nil
		},
	}
}

// drawn returns the manifests for a drawing.
func (r *rendered) drawn() graph.Manifests {
	m := graph.Manifests{Profile: r.name, Objects: r.ours(), Hub: graph.Hub(r.manifests)}
	if p, _ := resolve.Parse(r.profile.YNode()); p != nil {
		m.Tool = p.Spec.Delivery.Tool
	}
	return m
}
